//! Questions that stand nowhere in the content. They were written before the index was tuned; its figures were fitted to
//! other questions (`index::confidence`), but the failures here showed where to look.

use frontdesk::conversation::Audience;

/// Questions of members, as nobody wrote them into the content, each with the subjects that are right.
pub const MEMBER: &[(&str, &[&str])] = &[
    (
        "the letter with my pin number got thrown in the trash",
        &["member/pin/lost-pin", "reissue-pin"],
    ),
    (
        "how do i order a replacement pin",
        &["member/pin/lost-pin", "reissue-pin"],
    ),
    (
        "can you mail me another pin please",
        &["reissue-pin", "member/pin/lost-pin"],
    ),
    (
        "it's been two weeks and the pin letter still isn't here",
        &["member/pin/not-arrived", "reissue-pin"],
    ),
    (
        "pin has not shown up in my mailbox",
        &["member/pin/not-arrived", "reissue-pin"],
    ),
    (
        "how many days does the pin letter need",
        &["member/pin/when-does-it-arrive"],
    ),
    ("when should i expect the pin code", &["member/pin/when-does-it-arrive"]),
    (
        "i live in germany, how long until the pin gets here",
        &["member/pin/when-does-it-arrive"],
    ),
    ("what exactly is this pin thing", &["member/pin/what-is-a-pin"]),
    ("who gives me the pin", &["member/pin/what-is-a-pin"]),
    (
        "what good does the pin do if i already have a password",
        &["member/pin/how-it-protects"],
    ),
    (
        "does the pin make my health data more secure",
        &["member/pin/how-it-protects"],
    ),
    (
        "where can i reset my password?",
        &["member/password/reset", "reset-password"],
    ),
    (
        "how to change the password of my account",
        &["member/password/reset", "reset-password"],
    ),
    (
        "forgot my pasword what should i do",
        &["reset-password", "member/password/reset"],
    ),
    (
        "i cant remember my passcode",
        &["reset-password", "member/password/reset"],
    ),
    ("please reset my pw", &["reset-password", "member/password/reset"]),
    ("what are the requirements for passwords", &["member/password/rules"]),
    ("how many characters must the password be", &["member/password/rules"]),
    (
        "can the password be the same as the username",
        &["member/password/rules"],
    ),
    (
        "must a password contain numbers and letters",
        &["member/password/rules"],
    ),
    (
        "why do i get asked security questions when i reset the password",
        &["member/password/why-questions"],
    ),
    (
        "what is the point of answering secret questions to get a password",
        &["member/password/why-questions"],
    ),
    (
        "why do i have to choose security questions when registering",
        &["member/registration/security-questions"],
    ),
    (
        "how many security questions are there to set up",
        &["member/registration/security-questions"],
    ),
    (
        "why must i sign up a second time",
        &["member/registration/why-reregister"],
    ),
    (
        "i had an account years ago, do i need to register again",
        &["member/registration/why-reregister"],
    ),
    (
        "may i use my previous user name again",
        &["member/registration/keep-user-name"],
    ),
    (
        "is my previous username still available",
        &["member/registration/keep-user-name"],
    ),
    ("how short can a username be", &["member/registration/choose-user-name"]),
    (
        "someone else has taken the user name i want",
        &["member/registration/choose-user-name"],
    ),
    (
        "do i get to pick the user name myself",
        &["member/registration/choose-user-name"],
    ),
    ("id like to change the name i log in with", &["member/user-name/change"]),
    ("how can my user name be changed", &["member/user-name/change"]),
    (
        "is it the birthday of the subscriber or mine",
        &["member/registration/date-of-birth"],
    ),
    (
        "which date of birth should be entered for my child",
        &["member/registration/date-of-birth"],
    ),
    (
        "do i use my own surname or the name of the policy holder",
        &["member/registration/last-name"],
    ),
    ("the last name is not accepted", &["member/registration/last-name"]),
    (
        "where on the card do i see the contract number",
        &["member/registration/enrollee-id"],
    ),
    (
        "should i leave out the three letters of the enrollee id",
        &["member/registration/enrollee-id"],
    ),
    ("phone number of the help desk", &["member/help/web-support"]),
    (
        "the website keeps crashing, whom do i call",
        &["member/help/web-support"],
    ),
    (
        "who can tell me what my insurance covers",
        &["member/help/plan-questions"],
    ),
    (
        "i need to ask someone about my benefits",
        &["member/help/plan-questions"],
    ),
];

/// Questions of providers, likewise.
pub const PROVIDER: &[(&str, &[&str])] = &[
    ("how can our clinic sign up", &["provider/registration/register"]),
    (
        "i want to register our office with provider connection",
        &["provider/registration/register"],
    ),
    (
        "which kinds of accounts can i choose from",
        &["provider/registration/register"],
    ),
    (
        "how does a billing company get an account",
        &["provider/registration/register"],
    ),
    (
        "we are out of network, can we still get access",
        &["provider/registration/not-contracted"],
    ),
    (
        "how can i get certified as a provider",
        &["provider/registration/not-contracted"],
    ),
    (
        "what is the fax number of provider enrollment",
        &["provider/registration/not-contracted"],
    ),
    (
        "does our practice have an account already?",
        &["provider/registration/existing-account", "verify-ownership"],
    ),
    (
        "see if somebody at our hospital already registered us",
        &["verify-ownership", "provider/registration/existing-account"],
    ),
    (
        "what information about claims is needed for proof",
        &["provider/registration/existing-account", "verify-ownership"],
    ),
    (
        "do the two claims have to be from different patients",
        &["provider/registration/existing-account", "verify-ownership"],
    ),
    (
        "which claims count, and how recent must they be",
        &["provider/registration/existing-account", "verify-ownership"],
    ),
    (
        "im a new receptionist and need a login",
        &["provider/users/get-a-login"],
    ),
    ("how long does the invite link work", &["provider/users/get-a-login"]),
    (
        "the link in my invitation email does not work anymore",
        &["provider/users/get-a-login"],
    ),
    (
        "how can other people in my office get their own user name",
        &["provider/users/get-a-login"],
    ),
    ("our tin got locked", &["provider/sign-in/unlock"]),
    ("how can i unblock the tax id", &["provider/sign-in/unlock"]),
    (
        "my account was deactivated because i did not use it",
        &["provider/sign-in/unlock"],
    ),
    ("get my disabled account working again", &["provider/sign-in/unlock"]),
    (
        "who is the account manager of our practice",
        &["provider/account-managers/find-name", "verify-ownership"],
    ),
    (
        "where do i see the name of my account manager",
        &["provider/account-managers/find-name", "verify-ownership"],
    ),
    (
        "our admin retired, how do we get a new one",
        &["provider/account-managers/replace"],
    ),
    (
        "what should the letter say to remove an account manager",
        &["provider/account-managers/replace"],
    ),
    (
        "can we fax you the request for a new account manager",
        &["provider/account-managers/replace"],
    ),
    (
        "is it possible to have three account managers",
        &["provider/account-managers/how-many"],
    ),
    (
        "what is the limit of account managers per organization",
        &["provider/account-managers/how-many"],
    ),
    (
        "i want to add a second account manager",
        &["provider/account-managers/how-many"],
    ),
    (
        "is there a phone number for help with the provider site",
        &["provider/help/support"],
    ),
    ("where can i find training material", &["provider/help/support"]),
    (
        "can i chat with somebody about provider connection",
        &["provider/help/support"],
    ),
    (
        "how do i get a new password for provider connection",
        &["provider/password/reset"],
    ),
    (
        "after how many days will my password expire",
        &["provider/password/reset"],
    ),
    ("why is a code sent to my email at login", &["provider/password/reset"]),
];

/// Questions that nothing in the content answers.
pub const STRANGE: &[(Audience, &str)] = &[
    (Audience::Member, "what is the weather"),
    (Audience::Member, "does my plan cover braces"),
    (Audience::Member, "how do i cook rice"),
    (Audience::Member, "who won the game last night"),
    (Audience::Member, "what time is it in tokyo"),
    (Audience::Member, "tell me a joke"),
    (Audience::Member, "book a flight to denver"),
    (Audience::Member, "is it going to rain tomorrow"),
    (Audience::Member, "how old is the president"),
    (Audience::Member, "find me a dermatologist near ann arbor"),
    (Audience::Member, "is dr smith in network"),
    (Audience::Member, "how much is an mri"),
    (Audience::Member, "i need a referral for physical therapy"),
    (Audience::Member, "my claim was denied how do i appeal"),
    (Audience::Member, "i want to add my newborn to my plan"),
    (Audience::Member, "when does open enrollment end"),
    (Audience::Member, "how do i cancel my insurance"),
    (Audience::Member, "where can i get a flu shot"),
    (Audience::Member, "what is the copay for urgent care"),
    (Audience::Member, "can i pay my premium by credit card"),
    (Audience::Member, "i need a new id card"),
    (Audience::Member, "send me my 1095 tax form"),
    (Audience::Member, "what is my wifi password at home"),
    (Audience::Member, "how do i reset my iphone"),
    (Audience::Member, "my bank card pin is blocked at the atm"),
    (Audience::Member, "how do i change my address"),
    (Audience::Member, "what is the capital of france"),
    (Audience::Member, "do you sell car insurance"),
    (Audience::Member, "translate hello into spanish"),
    (Audience::Member, "i would like a refund for my shoes"),
    (Audience::Provider, "what is the weather"),
    (Audience::Provider, "how do i submit a claim"),
    (Audience::Provider, "what is the status of claim 12345"),
    (Audience::Provider, "is prior authorization needed for an mri"),
    (Audience::Provider, "when will i get paid"),
    (Audience::Provider, "check eligibility of a patient"),
    (
        Audience::Provider,
        "i want to update our office address in the directory",
    ),
    (Audience::Provider, "where do i send medical records"),
    (Audience::Provider, "set up direct deposit"),
    (Audience::Provider, "what is the timely filing limit"),
    (Audience::Provider, "fee schedule for 99213"),
    (Audience::Provider, "how do i appeal a denial"),
    (Audience::Provider, "which drugs are on the formulary"),
    (Audience::Provider, "recommend a restaurant in oakland"),
    (Audience::Provider, "who is the mayor of san francisco"),
    (Audience::Provider, "sing me a song"),
    (Audience::Provider, "how do i install a printer"),
    (Audience::Provider, "what is the meaning of life"),
    (Audience::Provider, "is the pharmacy open on sunday"),
    (Audience::Provider, "order lab supplies"),
];
