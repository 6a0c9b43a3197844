//! Loops through the states of a walk that pass no prompt: nothing would stop them.

/// For each such loop the smallest of the `lines` of its states. `arrows`: from each state to those that follow without a
/// prompt in between.
pub(super) fn unasked(arrows: &[Vec<usize>], lines: &[u32]) -> Vec<u32> {
    let mut found = Vec::new();
    let mut place_on_way: Vec<Option<usize>> = vec![None; arrows.len()];
    let mut finished = vec![false; arrows.len()];
    for start in 0..arrows.len() {
        if finished[start] {
            continue;
        }
        // Depth first: the way from the start, each state with the number of arrows that were followed.
        let mut way = vec![(start, 0)];
        place_on_way[start] = Some(0);
        while let Some((state, followed)) = way.last_mut() {
            let state = *state;
            let next = arrows[state].get(*followed).copied();
            *followed += 1;
            match next {
                None => {
                    finished[state] = true;
                    place_on_way[state] = None;
                    way.pop();
                }
                Some(to) => match place_on_way[to] {
                    Some(place) => found.extend(way[place..].iter().map(|(state, _)| lines[*state]).min()),
                    None if !finished[to] => {
                        place_on_way[to] = Some(way.len());
                        way.push((to, 0));
                    }
                    None => {}
                },
            }
        }
    }
    found.sort_unstable();
    found.dedup();
    found
}

#[cfg(test)]
mod tests {
    use super::unasked;

    #[test]
    fn a_loop_is_told_once_by_its_first_line() {
        let arrows = [vec![1], vec![2, 3], vec![1], vec![4], vec![]];
        assert_eq!(unasked(&arrows, &[10, 20, 15, 30, 40]), [15]);
        assert_eq!(unasked(&[vec![0]], &[7]), [7]);
        assert!(unasked(&[vec![1, 2], vec![2], vec![]], &[1, 2, 3]).is_empty());
    }
}
