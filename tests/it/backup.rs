//! A copy of a running service in one file, and back.
//!
//! 1. A copy taken while visitors write and do errands holds every conversation whole, up to some seq, and starts again.
//! 2. What was acknowledged before the copy began is in it.
//! 3. A copy that is not whole changes nothing.
//! 4. Neither a file nor data that are there are overwritten unasked, and even then data are moved, not deleted.
//! 5. No service runs on what is restored, and none starts without the key of its accounts.

use std::path::Path;
use std::process::Output;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::process::{Server, Visitor};

fn frontdesk(arguments: &[&str], data: &Path) -> Output {
    let mut command = crate::support::program();
    command.args(arguments).arg("--data").arg(data);
    command.output().unwrap()
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

async fn write_until(stop: Arc<AtomicBool>, mut visitor: Visitor) -> Visitor {
    while !stop.load(Ordering::SeqCst) {
        visitor.say("When will I receive my PIN?").await;
    }
    visitor
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_copy_under_load_restores_whole() {
    let folder = tempfile::tempdir().unwrap();
    let (data, copy) = (folder.path().join("data"), folder.path().join("copy.tar.gz"));
    let environment = [
        ("FRONTDESK_LIMITS__MESSAGES", "100000"),
        ("FRONTDESK_LOG__LEVEL", "warn"),
    ];
    let server = Server::start(&data, 0, &environment);
    let mut visitors = Vec::new();
    for _ in 0..10 {
        let mut visitor = Visitor::welcomed(server.address, "member").await;
        for _ in 0..3 {
            visitor.say("hello").await;
        }
        visitors.push(visitor);
    }
    let before: Vec<_> = visitors.iter().map(|visitor| visitor.acks.clone()).collect();
    let stop = Arc::new(AtomicBool::new(false));
    let writing: Vec<_> = visitors
        .into_iter()
        .map(|visitor| tokio::spawn(write_until(Arc::clone(&stop), visitor)))
        .collect();
    let (name, from) = (copy.clone(), data.clone());
    let taking = tokio::task::spawn_blocking(move || frontdesk(&["backup", name.to_str().unwrap()], &from));
    let taken = taking.await.unwrap();
    assert!(taken.status.success(), "{}", said(&taken));
    stop.store(true, Ordering::SeqCst);
    let mut after = Vec::new();
    for visitor in writing {
        after.push(visitor.await.unwrap());
    }
    drop(server);

    let new = folder.path().join("new");
    let restored = frontdesk(&["restore", copy.to_str().unwrap()], &new);
    assert!(restored.status.success(), "{}", said(&restored));
    assert!(said(&restored).contains("put the master.key"), "{}", said(&restored));
    std::fs::copy(data.join("master.key"), new.join("master.key")).unwrap();
    let server = Server::start(&new, 0, &environment);
    for (mut visitor, acknowledged) in after.into_iter().zip(before) {
        visitor.address = server.address;
        let stored = visitor.transcript().await;
        let seqs: Vec<u64> = stored.iter().map(|event| event["seq"].as_u64().unwrap()).collect();
        assert_eq!(seqs, (1..=stored.len() as u64).collect::<Vec<_>>(), "seqs without gaps");
        for (id, seq) in &acknowledged {
            assert_eq!(
                stored[usize::try_from(*seq).unwrap() - 1]["id"],
                id.as_str(),
                "acknowledged before"
            );
        }
        for (event, (seq, shown)) in stored.iter().zip(&visitor.events) {
            assert_eq!((event["seq"].as_u64(), &event["body"]), (Some(*seq), &shown["body"]));
        }
        assert!(stored.len() <= visitor.events.len());
    }
}

#[test]
fn a_copy_that_is_not_whole_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let (data, copy) = (folder.path().join("data"), folder.path().join("copy.tar.gz"));
    drop(Server::start(&data, 0, &[]));
    assert!(frontdesk(&["backup", copy.to_str().unwrap()], &data).status.success());
    let whole = std::fs::read(&copy).unwrap();
    let new = folder.path().join("new");
    for (number, place) in [whole.len() / 2, whole.len() - 1, 20].into_iter().enumerate() {
        let damaged = folder.path().join(format!("damaged-{number}.tar.gz"));
        let mut bytes = whole.clone();
        match number {
            1 => bytes.truncate(place),
            _ => bytes[place] ^= 0x10,
        }
        std::fs::write(&damaged, bytes).unwrap();
        let refused = frontdesk(&["restore", damaged.to_str().unwrap()], &new);
        assert_eq!(refused.status.code(), Some(1), "{}", said(&refused));
        assert!(said(&refused).contains("not a whole backup"), "{}", said(&refused));
        assert!(!new.join("chat.db").exists() && !new.join("accounts.db").exists());
    }
}

#[test]
fn nothing_is_overwritten_unasked_and_nothing_runs_on_it() {
    let folder = tempfile::tempdir().unwrap();
    let (data, copy) = (folder.path().join("data"), folder.path().join("copy.tar.gz"));
    let nothing = frontdesk(&["backup", copy.to_str().unwrap()], &data);
    assert!(said(&nothing).contains("--data"), "{}", said(&nothing));
    let server = Server::start(&data, 0, &[]);
    assert!(frontdesk(&["backup", copy.to_str().unwrap()], &data).status.success());
    let again = frontdesk(&["backup", copy.to_str().unwrap()], &data);
    assert!(said(&again).contains("--force"), "{}", said(&again));
    let running = frontdesk(&["restore", copy.to_str().unwrap(), "--force"], &data);
    assert!(
        said(&running).contains("in use by another Frontdesk"),
        "{}",
        said(&running)
    );
    drop(server);
    let occupied = frontdesk(&["restore", copy.to_str().unwrap()], &data);
    assert!(said(&occupied).contains("--force"), "{}", said(&occupied));
    let restored = frontdesk(&["restore", copy.to_str().unwrap(), "--force"], &data);
    assert!(restored.status.success(), "{}", said(&restored));
    let aside = std::fs::read_dir(&data).unwrap().filter_map(Result::ok);
    let aside = aside.map(|entry| entry.path()).find(|path| path.is_dir()).unwrap();
    assert!(aside.join("chat.db").exists() && aside.join("accounts.db").exists());
    drop(Server::start(&data, 0, &[]));

    std::fs::remove_file(data.join("master.key")).unwrap();
    let keyless = frontdesk(&["serve", "--listen", "127.0.0.1:0"], &data);
    assert_eq!(keyless.status.code(), Some(1));
    assert!(said(&keyless).contains("put the key back"), "{}", said(&keyless));
}

#[test]
fn what_sqlite_left_beside_a_database_that_is_gone_is_no_part_of_the_restored_one() {
    let folder = tempfile::tempdir().unwrap();
    let (data, copy) = (folder.path().join("data"), folder.path().join("copy.tar.gz"));
    drop(Server::start(&data, 0, &[]));
    assert!(frontdesk(&["backup", copy.to_str().unwrap()], &data).status.success());
    let new = folder.path().join("new");
    std::fs::create_dir(&new).unwrap();
    std::fs::write(new.join("chat.db-wal"), "of another database").unwrap();
    let occupied = frontdesk(&["restore", copy.to_str().unwrap()], &new);
    assert!(said(&occupied).contains("--force"), "{}", said(&occupied));
    let restored = frontdesk(&["restore", copy.to_str().unwrap(), "--force"], &new);
    assert!(restored.status.success(), "{}", said(&restored));
    assert!(new.join("chat.db").exists() && !new.join("chat.db-wal").exists());
}

#[cfg(unix)]
#[test]
fn only_its_owner_reads_a_copy_and_what_is_restored() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let (data, copy) = (folder.path().join("data"), folder.path().join("copy.tar.gz"));
    drop(Server::start(&data, 0, &[]));
    assert!(frontdesk(&["backup", copy.to_str().unwrap()], &data).status.success());
    let new = folder.path().join("new");
    assert!(frontdesk(&["restore", copy.to_str().unwrap()], &new).status.success());
    for file in [copy, new.join("chat.db"), new.join("accounts.db")] {
        let mode = std::fs::metadata(&file).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{}", file.display());
    }
}
