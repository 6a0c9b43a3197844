use proptest::prelude::*;

use super::*;

fn overlap(one: Rect, other: Rect) -> bool {
    one.x < other.right() && other.x < one.right() && one.y < other.bottom() && other.y < one.bottom()
}

/// What every drawing must keep, whatever the flow.
fn assert_readable(boxes: &[Size], links: &[Link]) -> Result<(), TestCaseError> {
    let laid = layout(boxes, links);
    prop_assert_eq!(&laid, &layout(boxes, links));
    let labels: Vec<Rect> = laid.routes.iter().filter_map(|route| route.label).collect();
    prop_assert_eq!(labels.len(), links.iter().filter(|link| link.label.is_some()).count());
    let all: Vec<Rect> = laid.boxes.iter().chain(&labels).copied().collect();
    for (number, one) in all.iter().enumerate() {
        prop_assert!(one.x >= 0 && one.y >= 0, "{:?}", one);
        prop_assert!(
            one.right() <= laid.size.width && one.bottom() <= laid.size.height,
            "{:?}",
            one
        );
        for other in &all[number + 1..] {
            prop_assert!(!overlap(*one, *other), "{:?} lies on {:?}", one, other);
        }
    }
    for (link, route) in links.iter().zip(&laid.routes) {
        prop_assert_eq!(route.back, link.to <= link.from);
        prop_assert!(
            on_edge(laid.boxes[link.from], route.start),
            "{:?} from {:?}",
            route,
            link
        );
        prop_assert!(
            route
                .legs
                .last()
                .is_some_and(|leg| on_edge(laid.boxes[link.to], end_of(*leg)))
        );
        prop_assert!(straight_legs_are_clear(route, &laid.boxes), "{:?} through a box", route);
    }
    Ok(())
}

fn end_of(leg: Leg) -> (i32, i32) {
    match leg {
        Leg::Line(x, y) | Leg::Swing(x, y) | Leg::Corner { to: (x, y), .. } => (x, y),
    }
}

fn on_edge(rect: Rect, (x, y): (i32, i32)) -> bool {
    let across = (rect.x..=rect.right()).contains(&x) && (y == rect.y || y == rect.bottom());
    let along = (rect.y..=rect.bottom()).contains(&y) && (x == rect.x || x == rect.right());
    across || along
}

/// No straight part of an arrow runs through a box.
fn straight_legs_are_clear(route: &Route, boxes: &[Rect]) -> bool {
    let mut at = route.start;
    for leg in &route.legs {
        let end = end_of(*leg);
        if let Leg::Line(..) = leg {
            let (left, right) = (at.0.min(end.0), at.0.max(end.0));
            let (top, bottom) = (at.1.min(end.1), at.1.max(end.1));
            let through = |rect: &Rect| {
                left < rect.right() && rect.x < right.max(left + 1) && top < rect.bottom() && rect.y < bottom
            };
            if bottom > top && boxes.iter().any(through) {
                return false;
            }
        }
        at = end;
    }
    true
}

const BOX: Size = Size { width: 120, height: 50 };

fn link(from: usize, to: usize) -> Link {
    Link {
        from,
        to,
        label: Some(Size { width: 60, height: 20 }),
        main: true,
    }
}

#[test]
fn a_straight_way_is_drawn_straight() {
    let laid = layout(&[BOX; 4], &[link(0, 1), link(1, 2), link(2, 3)]);
    assert!(laid.boxes.iter().all(|rect| rect.x == 0));
    assert!(laid.boxes.windows(2).all(|pair| pair[0].bottom() < pair[1].y));
}

#[test]
fn a_loop_runs_beside_what_it_repeats() {
    let laid = layout(&[BOX; 3], &[link(0, 1), link(1, 2), link(2, 0), link(1, 1)]);
    for route in &laid.routes[2..] {
        assert!(route.back);
        assert!(
            route
                .label
                .is_some_and(|label| laid.boxes.iter().all(|rect| !overlap(*rect, label)))
        );
    }
}

#[test]
fn nothing_at_all_is_laid_out() {
    assert_eq!(layout(&[], &[]).routes, []);
    assert_eq!(layout(&[BOX], &[]).boxes.len(), 1);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]
    #[test]
    fn nothing_lies_on_anything_else(
        sizes in prop::collection::vec((40_i32..260, 20_i32..140), 1..14),
        ways in prop::collection::vec((any::<prop::sample::Index>(), any::<prop::sample::Index>(), prop::option::of(20_i32..160)), 0..22),
    ) {
        let boxes: Vec<Size> = sizes.iter().map(|&(width, height)| Size { width, height }).collect();
        let links: Vec<Link> = ways
            .iter()
            .map(|(from, to, label)| Link {
                from: from.index(boxes.len()),
                to: to.index(boxes.len()),
                label: label.map(|width| Size { width, height: 20 }),
                main: false,
            })
            .collect();
        assert_readable(&boxes, &links)?;
    }
}
