//! How long it takes from a save until it is live. Figures: `cargo test --test it checks::reload -- --ignored --nocapture`.

use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use frontdesk::accounts::contract::Policy;
use frontdesk::clock::SystemClock;
use frontdesk::content::Content;

use crate::content::copy;

/// Writes `count` answers to `root`, each with twelve ways to ask.
fn generate(root: &Path, count: usize) {
    for number in 0..count {
        let folder = root.join(format!("faq/member/topic-{}", number / 20));
        fs::create_dir_all(&folder).unwrap();
        let name = |place: usize| {
            let letters = "bcdfghklmnprstvz".as_bytes();
            let digits = [number / 256, number / 16, number, place];
            let syllables =
                digits.map(|digit| format!("{}{}", char::from(letters[digit % 16]), ["a", "e", "o"][place % 3]));
            syllables.concat()
        };
        let also: String = (1..12)
            .map(|place| format!("  - how does the {} {} work\n", name(place), name(0)))
            .collect();
        let text = format!(
            "---\nquestion: What is the {} of a {} plan?\nalso:\n{also}source: member-secured-services-help\nowner: web\n\
             review_by: 2099-01-01\n---\nIt is a part of your plan. Call {{{{ contacts.help_desk }}}} to learn more.\n",
            name(0),
            name(5),
        );
        fs::write(folder.join(format!("a-{number}.md")), text).unwrap();
    }
}

#[test]
#[ignore = "a measurement"]
#[expect(clippy::disallowed_methods, reason = "a measurement of real time")]
fn a_save_is_live_in_time() {
    for more in [0, 972] {
        let folder = copy();
        generate(folder.path(), more);
        let clock = Arc::new(SystemClock);
        let content = Content::load(folder.path(), &Policy::default(), clock).unwrap_or_else(|flaws| panic!("{flaws}"));
        let path = folder.path().join("faq/member/pin/lost-pin.md");
        let text = fs::read_to_string(&path).unwrap();
        let mut times: Vec<u128> = (0..5)
            .map(|round| {
                fs::write(&path, format!("{text}\nRound {round}.\n")).unwrap();
                let start = Instant::now();
                content.reload();
                start.elapsed().as_millis()
            })
            .collect();
        times.sort_unstable();
        println!(
            "{} answers: {} ms at the median of {times:?}",
            content.current().size().0,
            times[2]
        );
    }
}
