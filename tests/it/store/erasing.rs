//! What is forgotten is gone from SQLite's files, and nobody else may read what is there.

use std::path::Path;
use std::time::Duration;

use frontdesk::store::{Commit, StartedCall};
use futures_util::future::join_all;

use super::{Backend, Sqlite, call, texts};
use crate::support::Turns;

/// How often `needle` stands in the files of the folder, freed pages and write-ahead log included.
fn occurrences(folder: &Path, needle: &str) -> usize {
    let files = std::fs::read_dir(folder).unwrap();
    files
        .map(|file| std::fs::read(file.unwrap().path()).unwrap())
        .map(|bytes| {
            bytes
                .windows(needle.len())
                .filter(|window| *window == needle.as_bytes())
                .count()
        })
        .sum()
}

/// The next number of a fixed sequence (xorshift).
fn step(state: &mut u64) -> usize {
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    usize::try_from(*state >> 33).unwrap()
}

/// Values of every size come and go in many conversations at once, so that rows are moved from page to page. In the end
/// half of the runs are over, and no copy of their values is left in any page, whatever lies beside it.
#[tokio::test]
async fn forgotten_values_are_gone_from_the_files() {
    let backend = Sqlite::new();
    let store = backend.open().await;
    let folder = backend.path().parent().unwrap().to_owned();
    let mut all: Vec<(Turns, &str)> = (0..200)
        .map(|n| {
            (
                Turns::of(&format!("c{}", n * 7919 % 1000)),
                if n % 2 == 0 { "planted-" } else { "kept-" },
            )
        })
        .collect();
    // Without writing the tables anew, three values are left of these.
    let mut random = 12 * 0x9e37_79b9;
    for round in 0..40 {
        let from = step(&mut random) % 150;
        let turns = all[from..from + 50]
            .iter_mut()
            .map(|(turns, word)| match step(&mut random) % 4 {
                0 => forgetting(turns),
                _ => confiding(turns, round, word, &mut random),
            });
        join_all(turns.map(|turn| store.commit(turn)).collect::<Vec<_>>()).await;
    }
    assert!(occurrences(&folder, "planted-") > 1_000);
    let over = all.iter_mut().filter(|(_, word)| *word == "planted-");
    let over = over.map(|(turns, _)| store.commit(forgetting(turns)));
    join_all(over.collect::<Vec<_>>()).await;
    store.shutdown().await;
    assert_eq!(occurrences(&folder, "planted-"), 0);
    assert!(occurrences(&folder, "kept-") > 100);
}

fn confiding(turns: &mut Turns, round: u32, word: &str, random: &mut u64) -> Commit {
    let mut value = |most: usize| format!("{word}{}", "x".repeat(step(random) % most));
    let mut commit = turns.confide(&format!("m{round}"), &value(600), 1);
    commit.state = value(2_500);
    commit.started_call = Some(StartedCall {
        arguments: value(600),
        ..call(&format!("{}/call", turns.conversation()))
    });
    commit
}

fn forgetting(turns: &mut Turns) -> Commit {
    let mut commit = turns.silent();
    commit.forget = vec![1];
    commit.finished_call = Some(format!("{}/call", turns.conversation()));
    commit
}

#[tokio::test(start_paused = true)]
async fn forgotten_values_are_gone_within_a_second() {
    let backend = Sqlite::new();
    let store = backend.open().await;
    let folder = backend.path().parent().unwrap().to_owned();
    let mut turns = Turns::of("c");
    store.commit(turns.confide("m1", "planted-", 1)).await.unwrap();
    store.commit(forgetting(&mut turns)).await.unwrap();
    tokio::time::sleep(Duration::from_millis(1_001)).await;
    store.ping().await.unwrap();
    assert_eq!(occurrences(&folder, "planted-"), 0);
    assert_eq!(
        texts(&store, "c").await,
        [(1, "provided".to_owned()), (2, "provided".to_owned())]
    );
}

#[cfg(unix)]
#[tokio::test]
async fn only_the_owner_may_read_the_files() {
    use std::os::unix::fs::PermissionsExt;
    let backend = Sqlite::new();
    let store = backend.open().await;
    store.commit(Turns::of("c").say("m1", "one")).await.unwrap();
    for file in std::fs::read_dir(backend.path().parent().unwrap()).unwrap() {
        let file = file.unwrap();
        assert_eq!(
            file.metadata().unwrap().permissions().mode() & 0o077,
            0,
            "{:?}",
            file.path()
        );
    }
}
