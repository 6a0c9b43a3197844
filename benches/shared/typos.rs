//! Slips of the keyboard, made by a seeded draw: the same seed makes the same slips in every run and for everyone.
//!
//! A text gets one or two slips, in different words of four letters or more; a text without such a word stays as it is. Each
//! slip is one of four kinds, equally often: a letter becomes a neighbour on a QWERTY keyboard, is left out, is typed twice,
//! or changes places with the next. Only the letters a to z slip, in either case; a slip never makes the same word again.

/// The keys of a QWERTY keyboard, and around each the letters whose keys touch it.
pub const NEIGHBOURS: [(char, &str); 26] = [
    ('a', "qwsz"),
    ('b', "vghn"),
    ('c', "xdfv"),
    ('d', "serfcx"),
    ('e', "wsdr"),
    ('f', "drtgvc"),
    ('g', "ftyhbv"),
    ('h', "gyujnb"),
    ('i', "ujko"),
    ('j', "huikmn"),
    ('k', "jiolm"),
    ('l', "kop"),
    ('m', "njk"),
    ('n', "bhjm"),
    ('o', "iklp"),
    ('p', "ol"),
    ('q', "wa"),
    ('r', "edft"),
    ('s', "awedxz"),
    ('t', "rfgy"),
    ('u', "yhji"),
    ('v', "cfgb"),
    ('w', "qase"),
    ('x', "zsdc"),
    ('y', "tghu"),
    ('z', "asx"),
];

/// Letters of the shortest word that slips.
const SHORTEST: usize = 4;

/// The kinds of slips.
const KINDS: usize = 4;

/// Draws slips.
pub struct Typist {
    state: u64,
}

impl Typist {
    /// A typist who slips as `seed` says.
    pub fn new(seed: u64) -> Self {
        Self { state: seed }
    }

    /// `text` with one or two slips.
    pub fn types(&mut self, text: &str) -> String {
        let mut words: Vec<String> = text.split(' ').map(str::to_owned).collect();
        let mut long: Vec<usize> = (0..words.len()).filter(|word| slippery(&words[*word])).collect();
        for _ in 0..=self.below(2) {
            if long.is_empty() {
                break;
            }
            let word = long.swap_remove(self.below(long.len()));
            words[word] = self.slip(&words[word]);
        }
        words.join(" ")
    }

    /// `word` with one slip.
    pub fn slip(&mut self, word: &str) -> String {
        loop {
            let mut letters: Vec<char> = word.chars().collect();
            let at = self.below(letters.len());
            if !letters[at].is_ascii_alphabetic() {
                continue;
            }
            match self.below(KINDS) {
                0 => letters[at] = self.neighbour(letters[at]),
                1 => drop(letters.remove(at)),
                2 => letters.insert(at, letters[at]),
                _ if letters.get(at + 1).is_some_and(char::is_ascii_alphabetic) => letters.swap(at, at + 1),
                _ => continue,
            }
            let slipped: String = letters.into_iter().collect();
            if slipped != word {
                return slipped;
            }
        }
    }

    /// A letter beside `letter`, in its case.
    fn neighbour(&mut self, letter: char) -> char {
        let key = letter.to_ascii_lowercase();
        let beside = NEIGHBOURS.iter().find(|(known, _)| *known == key);
        let beside = beside.map_or("", |(_, beside)| beside).as_bytes();
        let typed = char::from(beside[self.below(beside.len())]);
        if letter.is_ascii_uppercase() {
            typed.to_ascii_uppercase()
        } else {
            typed
        }
    }

    /// A number below `most`, by SplitMix64 (Steele, Lea and Flood 2014).
    fn below(&mut self, most: usize) -> usize {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut bits = self.state;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        bits ^= bits >> 31;
        usize::try_from(bits % most as u64).unwrap_or_default()
    }
}

/// Whether a word is long enough to slip in.
fn slippery(word: &str) -> bool {
    word.chars().filter(char::is_ascii_alphabetic).count() >= SHORTEST
}
