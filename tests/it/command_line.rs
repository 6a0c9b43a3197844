//! The command line, started as anyone starts it.

use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;
use std::process::{Command, Output, Stdio};

fn frontdesk(arguments: &[&str]) -> Command {
    let mut command = crate::support::program();
    command
        .args(arguments)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .stdin(Stdio::null());
    command
}

fn complaint(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn what_others_put_into_the_environment_may_be_anything() {
    let odd = OsStr::from_bytes(b"\xff");
    let refused = frontdesk(&["serve", "--listen", "nowhere"])
        .env("LEGACY", odd)
        .output()
        .unwrap();
    assert_eq!(refused.status.code(), Some(2));
    assert!(
        complaint(&refused).contains("not an address"),
        "{}",
        complaint(&refused)
    );

    let ours = frontdesk(&["serve"]).env("FRONTDESK_DATA", odd).output().unwrap();
    assert_eq!(ours.status.code(), Some(2));
    assert!(
        complaint(&ours).contains("FRONTDESK_DATA must be text"),
        "{}",
        complaint(&ours)
    );
}

#[test]
fn nobody_need_listen_to_the_end() {
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let checked = frontdesk(&["check"]).stdout(writer).output().unwrap();
    assert_eq!((checked.status.code(), complaint(&checked)), (Some(0), String::new()));
}

#[test]
fn a_folder_that_is_not_there_is_named() {
    for arguments in [
        ["serve", "--content", "/nowhere"].as_slice(),
        &["ask", "hello", "--content", "/nowhere"],
        &["check", "/nowhere"],
    ] {
        let refused = frontdesk(arguments).output().unwrap();
        assert_eq!(refused.status.code(), Some(2), "{arguments:?}");
        assert!(
            complaint(&refused).contains("/nowhere is not a folder"),
            "{}",
            complaint(&refused)
        );
    }
}

#[test]
fn a_data_folder_serves_one_process_at_a_time() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let first = crate::process::Server::start(&data, 0, &[]);
    let second = frontdesk(&["serve", "--listen", "127.0.0.1:0", "--data", data.to_str().unwrap()])
        .output()
        .unwrap();
    assert!(!second.status.success());
    let said = complaint(&second);
    assert!(said.contains("in use by another Frontdesk"), "{said}");
    let port = first.kill();
    drop(crate::process::Server::start(&data, port, &[]));
}

#[test]
fn an_offer_above_the_answer_is_refused_though_only_one_of_them_is_set() {
    for (variable, value, part) in [
        ("FRONTDESK_INDEX__OFFER", "0.9", "0.9 is above 0.8, its default"),
        ("FRONTDESK_INDEX__ANSWER", "0.05", "0.06, its default is above 0.05"),
    ] {
        for line in [["ask", "where is my pin"].as_slice(), &["--print-config"]] {
            let output = frontdesk(line).env(variable, value).output().unwrap();
            let said = complaint(&output);
            assert_eq!(output.status.code(), Some(2), "{said}");
            assert!(
                said.contains("index.offer: must not be above index.answer") && said.contains(part),
                "{said}"
            );
        }
    }
}
