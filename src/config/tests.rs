//! What can be set, and what is said about mistakes.

use super::*;

fn load(file: Option<&str>, variables: &[(&str, &str)], flags: Flags) -> Result<Config, String> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("frontdesk.toml");
    if let Some(text) = file {
        std::fs::write(&path, text).unwrap();
    }
    let variables = variables
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    let loaded = Config::load(file.map(|_| path.as_path()), variables, flags);
    loaded.map_err(|error| error.to_string())
}

fn mistake(file: Option<&str>, variables: &[(&str, &str)]) -> String {
    load(file, variables, Flags::default()).unwrap_err()
}

#[test]
fn without_a_file_it_is_the_demonstration() {
    let config = load(None, &[("PATH", "/bin")], Flags::default()).unwrap();
    assert!(config.demo);
    assert_eq!(config.listen.to_string(), "127.0.0.1:8080");
    assert_eq!(config.limits.messages, 20);
    assert!(!load(Some(""), &[], Flags::default()).unwrap().demo);
}

#[test]
fn the_demonstration_listens_only_to_this_machine() {
    let everywhere = Flags {
        listen: Some("0.0.0.0:8080".into()),
        ..Flags::default()
    };
    let refused = load(None, &[], everywhere.clone()).unwrap_err();
    assert!(
        refused.contains("loopback") && refused.contains("--config"),
        "{refused}"
    );
    assert!(load(Some("demo = true"), &[], everywhere.clone()).is_ok());
    assert!(load(None, &[("FRONTDESK_DEMO", "false")], everywhere).is_ok());
    let six = [("FRONTDESK_LISTEN", "[::1]:0")];
    assert!(load(None, &six, Flags::default()).is_ok());
}

#[test]
fn a_flag_outranks_a_variable_and_a_variable_the_file() {
    let file = "listen = \"127.0.0.1:1\"\ndata = \"/file\"\n[web]\nallowed_origins = [\"https://a.example\"]\n\
                [accounts.policy.pin]\ndigits = 6";
    let variables = [
        ("FRONTDESK_LISTEN", "127.0.0.1:2"),
        ("FRONTDESK_DATA", "/variable"),
        (
            "FRONTDESK_WEB__ALLOWED_ORIGINS",
            "https://b.example, https://c.example/",
        ),
        ("FRONTDESK_WEB__MAX_CONNECTIONS", "7"),
        ("FRONTDESK_INDEX__ANSWER", "0.7"),
        ("FRONTDESK_INDEX__THREADS", "3"),
        ("FRONTDESK_ACCOUNTS__POLICY__PIN__TRIES", "3"),
        ("FRONTDESK_LOG__LEVEL", "trace"),
        ("FRONTDESK_CONFIG", "ignored.toml"),
    ];
    let flags = Flags {
        listen: Some("127.0.0.1:3".into()),
        ..Flags::default()
    };
    let config = load(Some(file), &variables, flags).unwrap();
    assert_eq!(config.listen.port(), 3);
    assert_eq!(config.data, PathBuf::from("/variable"));
    assert_eq!(config.web.allowed_origins, ["https://b.example", "https://c.example"]);
    assert_eq!(config.web.max_connections, 7);
    assert_eq!(config.index.answer, Some(0.7));
    assert_eq!(config.index.threads.get(), 3);
    assert_eq!((config.policy.pin.digits, config.policy.pin.tries), (6, 3));
    assert_eq!(config.log.level, LogLevel::Trace);
}

#[test]
fn an_unknown_name_is_refused_with_the_nearest_one() {
    let variable = mistake(None, &[("FRONTDESK_LIMITS__MESAGES", "1")]);
    assert!(
        variable.contains("did you mean FRONTDESK_LIMITS__MESSAGES?"),
        "{variable}"
    );
    let key = mistake(Some("[limits]\nmesages = 1"), &[]);
    assert!(
        key.contains("line 2") && key.contains("mesages") && key.contains("messages"),
        "{key}"
    );
    assert!(mistake(Some("lissten = 1"), &[]).contains("lissten"));
}

#[test]
fn a_variable_with_an_unknown_word_is_named() {
    let told = mistake(None, &[("FRONTDESK_LOG__LEVEL", "debugg")]);
    assert!(
        told.contains("FRONTDESK_LOG__LEVEL") && told.contains("expected one of `error`"),
        "{told}"
    );
}

#[test]
fn a_value_that_cannot_be_used_is_named_with_its_remedy() {
    for (variable, text, remedy) in [
        ("FRONTDESK_LISTEN", "8080", "127.0.0.1:8080"),
        ("FRONTDESK_DEMO", "yes", "true or false"),
        ("FRONTDESK_TIME_ZONE", "Mars/Olympus", "America/Detroit"),
        ("FRONTDESK_LIMITS__FRAME", "many", "whole number"),
        ("FRONTDESK_LIMITS__FRAME", "10", "1024"),
        ("FRONTDESK_LIMITS__TEXT", "16000", "quarter"),
        ("FRONTDESK_LIMITS__MESSAGES", "0", "at least 1"),
        ("FRONTDESK_WEB__ALLOWED_ORIGINS", "*", "https://www.example.org"),
        ("FRONTDESK_WEB__PUBLIC_URL", "https://a.example/chat", "no path"),
        ("FRONTDESK_WEB__TRUSTED_PROXIES", "10.0.0.0/99", "10.0.0.0/8"),
        ("FRONTDESK_INDEX__OFFER", "1.5", "0 to 1"),
        ("FRONTDESK_INDEX__THREADS", "0", "1 to 256"),
        ("FRONTDESK_LOG__LEVEL", "loud", "loud"),
        ("FRONTDESK_ACCOUNTS__POLICY__PIN__TRIES", "-1", "-1"),
        ("FRONTDESK_CONTENT", "/nowhere", "/nowhere is not a folder"),
    ] {
        let said = mistake(None, &[(variable, text)]);
        assert!(said.contains(remedy), "{variable}={text}: {said}");
    }
}

#[test]
fn figures_that_the_account_service_could_not_keep_to_are_refused() {
    for (figure, text, remedy) in [
        ("OWNERSHIP__CLAIMS", "0", "ownership.claims must be 1 to 10000, not 0"),
        ("OWNERSHIP__TRIES", "0", "ownership.tries must be 1"),
        ("CODE__DIGITS", "0", "code.digits must be 1"),
        (
            "ACCOUNT__DISABLED_AFTER_MONTHS",
            "4000000000",
            "account.disabled_after_months",
        ),
        ("SECURITY_QUESTIONS__ASK", "4", "security_questions.count"),
        ("PIN__FROM_BUSINESS_DAYS", "6", "pin.by_business_days"),
    ] {
        let said = mistake(None, &[(&format!("FRONTDESK_ACCOUNTS__POLICY__{figure}"), text)]);
        assert!(said.contains(remedy), "{figure}={text}: {said}");
    }
    let never = [("FRONTDESK_ACCOUNTS__POLICY__PROVIDER_PASSWORD__MAX_AGE_DAYS", "0")];
    assert!(load(None, &never, Flags::default()).is_ok(), "0 is never");
}

#[test]
fn origins_are_kept_as_browsers_write_them() {
    let written = "https://A.example:443/, http://b.example:80, https://c.example:8443";
    let config = load(None, &[("FRONTDESK_WEB__ALLOWED_ORIGINS", written)], Flags::default()).unwrap();
    assert_eq!(
        config.web.allowed_origins,
        ["https://a.example", "http://b.example", "https://c.example:8443"]
    );
}

#[test]
fn a_file_that_is_not_there_is_named() {
    let said = Config::load(
        Some(Path::new("/nowhere/frontdesk.toml")),
        std::iter::empty(),
        Flags::default(),
    );
    assert!(said.unwrap_err().to_string().contains("/nowhere/frontdesk.toml"));
}

#[test]
fn only_this_machine_sees_the_metrics_unless_others_are_named() {
    let allow = |file: &str| load(Some(file), &[], Flags::default()).unwrap().metrics.allow;
    let shown = |file: &str| allow(file).iter().map(ToString::to_string).collect::<Vec<_>>();
    assert_eq!(shown(""), ["127.0.0.0/8", "::1/128"]);
    assert_eq!(shown("[metrics]\nallow = [\"10.0.0.0/24\"]"), ["10.0.0.0/24"]);
    for proxied in [
        "[web]\npublic_url = \"https://chat.example\"",
        "[web]\ntrusted_proxies = [\"127.0.0.1\"]",
    ] {
        assert!(allow(proxied).is_empty(), "a proxy would let everybody in: {proxied}");
    }
    let listen = load(
        None,
        &[("FRONTDESK_METRICS__LISTEN", "127.0.0.1:9090")],
        Flags::default(),
    );
    assert_eq!(listen.unwrap().metrics.listen.unwrap().port(), 9090);
    assert!(mistake(Some("[metrics]\nlisten = \"9090\""), &[]).contains("metrics.listen"));
    assert!(mistake(Some("[metrics]\nallow = [\"all\"]"), &[]).contains("metrics.allow"));
}

#[test]
fn a_network_must_be_allowed_something() {
    for (key, file) in [
        ("max_connections_per_network", "[web]\nmax_connections_per_network = 0"),
        ("hellos_per_minute", "[limits]\nhellos_per_minute = 0"),
        ("sign_ins_per_minute", "[limits]\nsign_ins_per_minute = 0"),
    ] {
        assert!(mistake(Some(file), &[]).contains(key), "{key}");
    }
}

#[test]
fn the_sentence_model_can_be_left_out_and_its_vectors_kept_elsewhere() {
    let index = |variables: &[(&str, &str)]| {
        load(Some("data = \"/data\""), variables, Flags::default())
            .unwrap()
            .index
    };
    let usual = index(&[]);
    assert_eq!(
        (usual.model, usual.vectors, usual.vectors_are_named),
        (IndexModel::Minilm, Some("/data/vectors".into()), false)
    );
    let other = index(&[
        ("FRONTDESK_INDEX__MODEL", "none"),
        ("FRONTDESK_INDEX__VECTORS", "/tmp/vectors"),
    ]);
    assert_eq!(
        (other.model, other.vectors, other.vectors_are_named),
        (IndexModel::None, Some("/tmp/vectors".into()), true)
    );
    let said = mistake(None, &[("FRONTDESK_INDEX__MODEL", "bert")]);
    assert!(
        said.contains("FRONTDESK_INDEX__MODEL") && said.contains("minilm"),
        "{said}"
    );
    let folder = Flags {
        data: Some("/flag".into()),
        ..Flags::default()
    };
    assert_eq!(
        load(None, &[], folder).unwrap().index.vectors,
        Some("/flag/vectors".into())
    );
}

#[test]
fn every_setting_is_printed_with_who_set_it_and_reads_back() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("frontdesk.toml");
    let text = "data = \"/file\"\n[limits]\nmessages = 7\n[accounts.policy.pin]\ndigits = 6";
    std::fs::write(&path, text).unwrap();
    let variables = [("FRONTDESK_LOG__LEVEL".to_owned(), "debug".to_owned())];
    let flags = Flags {
        listen: Some("127.0.0.1:9000".into()),
        ..Flags::default()
    };
    let printed = printed(Some(&path), variables.into_iter(), flags).unwrap();
    let file = path.display();
    for line in [
        "listen = \"127.0.0.1:9000\"  # --listen",
        "level = \"debug\"  # FRONTDESK_LOG__LEVEL",
        &format!("data = \"/file\"  # {file}"),
        &format!("messages = 7  # {file}"),
        &format!("digits = 6  # {file}"),
        "demo = false  # default",
        "# public_url is not set",
        "model = \"minilm\"  # default",
        "# vectors = \"/file/vectors\"  # in the data folder",
    ] {
        assert!(printed.lines().any(|printed| printed == line), "{line}\nin\n{printed}");
    }
    let again = load(Some(&printed), &[], Flags::default()).unwrap();
    assert_eq!((again.listen.port(), again.limits.messages), (9000, 7));
}
