use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use super::*;
use crate::index::analyzer::Analyzer;
use crate::words::normalize;

/// Words of English that our content doesn't have, of all lengths and kinds.
const EVERYDAY_WORDS: &str = "bin tell toll pan fin sin won pit lap cat dog fox hat pet nod mud log ham jet dot sky sun wine barn \
    lamb wind mild bald cord wild tall cold moon lake rice loan ward bare lest wood pine pink rest pale band sand horn park \
    fish bird tree bell coat ship shoe rain snow soup cake milk salt \
    weather garden kitchen bottle summer winter guitar movie window mother brother chicken dinner banana orange flower \
    horse sheep river ocean mountain bridge castle forest island desert thunder lightning umbrella sweater jacket \
    trousers blanket pillow mattress curtain carpet ceiling bathroom bedroom furniture recipe butter cheese bread potato tomato \
    onion garlic pepper sugar chocolate coffee pizza salad sandwich breakfast football tennis basketball swimming \
    bicycle airplane airport railway station ticket holiday journey luggage camera painting museum theater concert \
    orchestra violin piano dancing singer actor author novel poetry grammar history geography chemistry physics \
    mathematics university professor lesson pencil eraser scissors hammer screwdriver ladder bucket shovel gravel \
    surgery dentist pregnancy vaccine diabetes pharmacy ambulance fracture allergy headache stomach shoulder \
    better setter latter wetter passport passenger permit profit president pressing reserve rescue pinch spin cinema \
    plants planet prayer premium deductible copay cheaper lasagna zucchini grandmother dinosaur";

/// Numbers that are the same each time.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % end
    }
}

/// All words of our answers, and how often each stands there.
fn content() -> BTreeMap<String, usize> {
    let mut words = BTreeMap::new();
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("faq")];
    while let Some(folder) = folders.pop() {
        for file in fs::read_dir(folder).unwrap() {
            let path = file.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let text = normalize(&fs::read_to_string(path).unwrap());
                text.split(' ')
                    .for_each(|word| *words.entry(word.to_owned()).or_default() += 1);
            }
        }
    }
    words
}

fn spelling(words: &BTreeMap<String, usize>) -> Spelling {
    Spelling::new(
        words
            .iter()
            .flat_map(|(word, count)| std::iter::repeat_n(word.as_str(), *count)),
    )
}

/// `word` with one slip: two letters that changed places, one missing, the next key instead of the right one, or beside it.
fn slip(word: &str, numbers: &mut Numbers) -> String {
    let mut letters: Vec<char> = word.chars().collect();
    let place = numbers.below(letters.len());
    let row = ["qwertyuiop", "asdfghjkl", "zxcvbnm"]
        .into_iter()
        .find(|row| row.contains(letters[place]))
        .unwrap();
    let key = row.find(letters[place]).unwrap();
    let next = row.chars().nth(if key == 0 { 1 } else { key - 1 }).unwrap();
    match numbers.below(4) {
        0 => letters.swap(place.max(1), place.max(1) - 1),
        1 => drop(letters.remove(place)),
        2 => letters[place] = next,
        _ => letters.insert(place, next),
    }
    letters.into_iter().collect()
}

#[test]
fn slips_are_mended_and_other_words_left_alone() {
    let spelling = Spelling::new(
        [
            "pin", "password", "password", "reset", "letter", "user", "lock", "have", "has",
        ]
        .into_iter(),
    );
    for (slip, meant) in [
        ("pasword", Some("password")),
        ("psaswrod", Some("password")),
        ("passwrod", Some("password")),
        ("oassword", Some("password")),
        ("ppassword", Some("password")),
        ("rseet", Some("reset")),
        ("pni", Some("pin")),
        ("resett", Some("reset")),
        ("rese", Some("reset")),
        ("usor", Some("user")),
        ("locj", Some("lock")),
        ("hsve", Some("have")),
        ("weathre", Some("weather")),
        ("bin", None),
        ("pon", None),
        ("fas", None),
        ("locks", None),
        ("password", None),
        ("weather", None),
        ("coinsurance", None),
        ("pi", None),
        ("12345678", None),
        ("passw0rd", None),
        ("", None),
        ("\u{1F600}\u{1F600}\u{1F600}\u{1F600}\u{1F600}", None),
    ] {
        assert_eq!(spelling.mend(slip), meant, "{slip}");
    }
    assert_eq!(spelling.mend(&"password".repeat(10_000)), None);
}

#[test]
fn the_easier_slip_and_the_commoner_word_are_meant() {
    let spelling = Spelling::new(["claim", "chain"].into_iter());
    assert_eq!(spelling.mend("claij"), Some("claim"));
    let spelling = Spelling::new(["letter", "letter", "letter", "latter"].into_iter());
    assert_eq!(spelling.mend("lttter"), Some("letter"));
}

#[test]
fn nine_of_ten_slips_of_the_contents_words_are_mended() {
    let (content, analyzer) = (content(), Analyzer::new("", ""));
    let spelling = spelling(&content);
    let letters = |word: &&String| 4 <= word.len() && word.bytes().all(|byte| byte.is_ascii_lowercase());
    let words: Vec<&String> = content.keys().filter(letters).collect();
    let stem = |word: &str| analyzer.word(word.to_owned()).stem;
    let (mut numbers, mut all, mut right, mut failures) = (Numbers(20_261_126), 0, 0, Vec::new());
    while all < 200 {
        let word = words[numbers.below(words.len())];
        let typed = slip(word, &mut numbers);
        // What is another word by chance can't be told to be a slip.
        if spelling.knows(&typed) {
            continue;
        }
        all += 1;
        match spelling.mend(&typed) {
            Some(meant) if stem(meant) == stem(word) => right += 1,
            other => failures.push(format!("{word} {typed} {other:?}")),
        }
    }
    assert!(right * 10 >= all * 9, "{right} of {all}: {failures:#?}");
}

#[test]
fn everyday_words_are_not_made_into_words_of_the_content() {
    let spelling = spelling(&content());
    let words: BTreeSet<&str> = EVERYDAY_WORDS.split_whitespace().collect();
    let mended: Vec<(&str, &str)> = words
        .iter()
        .filter_map(|word| Some((*word, spelling.mend(word)?)))
        .collect();
    assert!(words.len() >= 150, "{}", words.len());
    assert!(mended.iter().all(|(word, _)| word.len() > 4), "{mended:?}");
    assert!(mended.len() * 20 <= words.len(), "{mended:?}");
}
