//! Who lives in the demonstration: made up, each with something to try.

/// A member who has registered online.
pub(super) struct Registered {
    pub(super) id: &'static str,
    pub(super) user_name: &'static str,
    pub(super) password: &'static str,
    pub(super) email: Option<&'static str>,
    /// Question ids with their answers.
    pub(super) answers: [(&'static str, &'static str); 3],
    /// Whether a PIN letter was mailed just before.
    pub(super) pin_on_its_way: bool,
    pub(super) notes: &'static str,
}

/// Everybody who is insured.
pub(super) struct Insured {
    pub(super) id: &'static str,
    pub(super) enrollee_id: &'static str,
    pub(super) first_name: &'static str,
    pub(super) last_name: &'static str,
    pub(super) birth_date: &'static str,
    /// Street, town, state, postal code, country.
    pub(super) address: [&'static str; 5],
}

/// An organization that bills.
pub(super) struct Practice {
    pub(super) id: &'static str,
    pub(super) name: &'static str,
    /// The kind, as it is asked for, and the number.
    pub(super) ids: &'static [(&'static str, &'static str)],
}

/// Somebody who works for an organization.
pub(super) struct Worker {
    pub(super) id: &'static str,
    pub(super) organization: &'static str,
    pub(super) role: &'static str,
    pub(super) name: &'static str,
    pub(super) email: &'static str,
    pub(super) user_name: &'static str,
    pub(super) password: &'static str,
    /// Days since the password was set.
    pub(super) password_age: i64,
    pub(super) notes: &'static str,
}

/// A claim: its reference, organization, patient, days since the service, days since it was submitted, and cents.
pub(super) type Billed = (&'static str, &'static str, &'static str, i64, i64, i64);

pub(super) const REGISTERED: [Registered; 4] = [
    Registered {
        id: "mbr_1001",
        user_name: "rmiller42",
        password: "Harbor7Lane",
        email: Some("ruth.miller@example.com"),
        answers: [
            ("first_pet", "Biscuit"),
            ("birth_city", "Toledo"),
            ("first_car", "Chevrolet"),
        ],
        pin_on_its_way: false,
        notes: "resets her password with a code by e-mail; answers: first pet Biscuit, born in Toledo, first car Chevrolet",
    },
    Registered {
        id: "mbr_1002",
        user_name: "omarhaddad",
        password: "Cedar4River",
        email: None,
        answers: [
            ("first_school", "Lincoln"),
            ("first_job", "Dearborn"),
            ("favorite_book", "Sinbad"),
        ],
        pin_on_its_way: false,
        notes: "no e-mail, so he resets it with the answers: first school Lincoln, first job in Dearborn, book Sinbad",
    },
    Registered {
        id: "mbr_1003",
        user_name: "graceokafor",
        password: "Maple9Street",
        email: Some("grace.okafor@example.com"),
        answers: [
            ("first_pet", "Pepper"),
            ("parents_met", "Lagos"),
            ("childhood_street", "Elm Street"),
        ],
        pin_on_its_way: true,
        notes: "a PIN letter was just mailed; answers: first pet Pepper, parents met in Lagos, street Elm Street",
    },
    Registered {
        id: "mbr_1004",
        user_name: "lucmoreau",
        password: "Tram5Bellecour",
        email: Some("luc.moreau@example.com"),
        answers: [
            ("birth_city", "Lyon"),
            ("first_car", "Renault"),
            ("favorite_teacher", "Dubois"),
        ],
        pin_on_its_way: false,
        notes: "lives abroad; answers: born in Lyon, first car Renault, favorite teacher Dubois",
    },
];

const fn insured(
    id: &'static str,
    enrollee_id: &'static str,
    name: [&'static str; 2],
    birth_date: &'static str,
    address: [&'static str; 5],
) -> Insured {
    let [first_name, last_name] = name;
    Insured {
        id,
        enrollee_id,
        first_name,
        last_name,
        birth_date,
        address,
    }
}

pub(super) const INSURED: [Insured; 10] = [
    insured(
        "mbr_1001",
        "912345678",
        ["Ruth", "Miller"],
        "1958-03-14",
        ["412 Harbor Lane", "Ann Arbor", "MI", "48104", ""],
    ),
    insured(
        "mbr_1002",
        "913274460",
        ["Omar", "Haddad"],
        "1971-08-02",
        ["77 Cedar Street", "Dearborn", "MI", "48126", ""],
    ),
    insured(
        "mbr_1003",
        "914880213",
        ["Grace", "Okafor"],
        "1984-11-30",
        ["1508 Maple Street", "Lansing", "MI", "48912", ""],
    ),
    insured(
        "mbr_1004",
        "915402997",
        ["Luc", "Moreau"],
        "1966-05-21",
        ["5 rue Bellecour", "Lyon", "", "69002", "France"],
    ),
    insured(
        "mbr_1005",
        "916731045",
        ["Ana", "Torres"],
        "1990-01-09",
        ["23 Orchard Road", "Flint", "MI", "48503", ""],
    ),
    insured(
        "mbr_1006",
        "917556382",
        ["Ben", "Whitfield"],
        "1949-12-17",
        ["9 Quarry Court", "Troy", "MI", "48084", ""],
    ),
    insured(
        "mbr_1007",
        "918203774",
        ["Chloé", "Nguyen"],
        "2001-07-25",
        ["640 Lakeview Drive", "Holland", "MI", "49423", ""],
    ),
    insured(
        "mbr_1008",
        "919648120",
        ["David", "O'Neil"],
        "1978-02-28",
        ["31 Station Street", "Ypsilanti", "MI", "48197", ""],
    ),
    insured(
        "mbr_1009",
        "920117653",
        ["Elena", "Petrova"],
        "1962-10-05",
        ["2200 Grand Avenue", "Detroit", "MI", "48226", ""],
    ),
    insured(
        "mbr_1010",
        "921894406",
        ["Frank", "Abbott"],
        "1955-06-11",
        ["18 Mill Pond Lane", "Novi", "MI", "48375", ""],
    ),
];

pub(super) const PRACTICES: [Practice; 3] = [
    Practice {
        id: "org_2001",
        name: "Harborview Family Clinic",
        ids: &[("tax_id", "382014471"), ("provider_pin", "HFC48210")],
    },
    Practice {
        id: "org_2002",
        name: "Lakeside Physical Therapy",
        ids: &[("ssn", "401227781")],
    },
    Practice {
        id: "org_2003",
        name: "Northgate Imaging",
        ids: &[("tax_id", "473098216")],
    },
];

pub(super) const WORKERS: [Worker; 3] = [
    Worker {
        id: "usr_3001",
        organization: "org_2001",
        role: "manager",
        name: "Dana Whitcomb",
        email: "dana.whitcomb@harborview.example",
        user_name: "clinicdesk1",
        password: "Lantern8Quay",
        password_age: 100,
        notes: "account manager of Harborview Family Clinic; the code comes by e-mail",
    },
    Worker {
        id: "usr_3002",
        organization: "org_2001",
        role: "manager",
        name: "Marcus Lee",
        email: "marcus.lee@harborview.example",
        user_name: "clinicdesk2",
        password: "Anchor6Pier",
        password_age: 358,
        notes: "account manager of Harborview Family Clinic; the password expires within days",
    },
    Worker {
        id: "usr_3003",
        organization: "org_2003",
        role: "manager",
        name: "Priya Raman",
        email: "priya.raman@northgate.example",
        user_name: "northgate1",
        password: "Prism2Window",
        password_age: 30,
        notes: "account manager of Northgate Imaging",
    },
];

pub(super) const BILLED: [Billed; 14] = [
    ("CLM-100417", "org_2001", "mbr_1001", 21, 18, 18_450),
    ("CLM-100433", "org_2001", "mbr_1005", 34, 30, 9_275),
    ("CLM-100458", "org_2001", "mbr_1008", 12, 9, 123_400),
    ("CLM-100461", "org_2001", "mbr_1002", 100, 60, 41_000),
    ("CLM-100102", "org_2001", "mbr_1006", 140, 130, 7_500),
    ("CLM-200118", "org_2002", "mbr_1006", 15, 11, 12_000),
    ("CLM-200125", "org_2002", "mbr_1007", 28, 25, 12_000),
    ("CLM-200131", "org_2002", "mbr_1009", 44, 41, 16_550),
    ("CLM-200140", "org_2002", "mbr_1003", 9, 6, 8_025),
    ("CLM-300207", "org_2003", "mbr_1010", 17, 14, 64_000),
    ("CLM-300219", "org_2003", "mbr_1004", 26, 20, 88_310),
    ("CLM-300226", "org_2003", "mbr_1005", 38, 33, 52_999),
    ("CLM-300240", "org_2003", "mbr_1001", 51, 47, 30_100),
    ("CLM-300251", "org_2003", "mbr_1001", 52, 47, 30_100),
];
