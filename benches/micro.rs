//! `cargo bench --bench micro`: the steps of a turn, and of a change of content, each by itself.
//!
//! `cargo bench --bench micro -- understand` takes only what has that in its name. Each takes less than a second.

#![expect(clippy::unwrap_used, reason = "a measurement that can't go on should say where")]

#[path = "../tests/it/support/commits.rs"]
#[expect(dead_code, reason = "the tests use more of it")]
mod commits;
#[path = "shared/content.rs"]
mod made_up;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, LazyLock};

use divan::{Bencher, black_box};
use frontdesk::accounts::contract::Policy;
use frontdesk::clock::{SharedClock, SystemClock};
use frontdesk::content::{self, Content, Snapshot};
use frontdesk::conversation::{Audience, Author, Body, EntryId, Event, Locale};
use frontdesk::dialogue::{self, Effect, Input, Keeping, Library, Query, State, Turn, World};
use frontdesk::embedding::Embedder;
use frontdesk::faq;
use frontdesk::flows::template::Template;
use frontdesk::index::{Index, Settings, Sources};
use frontdesk::store::Store;
use frontdesk::store::sqlite::SqliteStore;
use frontdesk::web::protocol::{self, ServerFrame};
use frontdesk_numerics::vectors::{self, Block, Vectors};
use futures_util::future::join_all;
use tempfile::TempDir;
use tokio::runtime::Runtime;

fn main() {
    divan::main();
}

/// The shipped content.
static SHIPPED: LazyLock<Arc<Snapshot>> = LazyLock::new(|| {
    let content = Content::load(&made_up::shipped(), &Policy::default(), clock()).unwrap();
    content.current()
});

/// The folder with 1,000 answers more.
static THOUSAND: LazyLock<TempDir> = LazyLock::new(|| {
    let folder = tempfile::tempdir().unwrap();
    made_up::write_thousand(folder.path()).unwrap();
    folder
});

fn clock() -> SharedClock {
    Arc::new(SystemClock)
}

#[divan::bench(max_time = 0.5)]
fn parse_a_frame() -> protocol::ClientFrame {
    let frame = r#"{"type":"say","id":"01JD8Z6M1Q0000000000000000","text":"how do i get a new pin, and how long does it take?"}"#;
    protocol::read(black_box(frame)).unwrap()
}

#[divan::bench(max_time = 0.5, args = ["how do i get a new pin", "how can I have my pin sent", "my dog ate the lettr with the pni"])]
fn understand(bencher: Bencher, text: &str) {
    let locale = Locale::default();
    let now = clock().now();
    let query = Query {
        text,
        audience: Audience::Member,
        locale: &locale,
        now,
        recent: &[],
        keeping: Keeping::Forgotten,
    };
    LazyLock::force(&SHIPPED);
    bencher.bench_local(|| SHIPPED.understand(black_box(&query)));
}

/// A question of so many pieces that was never asked before.
#[divan::bench(max_time = 0.5, args = [9, 13, 26])]
fn embed(bencher: Bencher, pieces: usize) {
    let embedder = Embedder::shipped(None).unwrap();
    embedder.warm_up().unwrap();
    let words = "how do i get a new card if the old one was lost and who may see where it went to by now".split(' ');
    // The two marks of a text's ends count, too, and one letter makes it a new one.
    let words: Vec<_> = words.take(pieces - 4).collect();
    let mut letters = ('a'..='z')
        .flat_map(|one| ('a'..='z').map(move |other| (one, other)))
        .cycle();
    bencher
        .with_inputs(|| {
            let (one, other) = letters.next().unwrap();
            format!("{} {one} {other}", words.join(" "))
        })
        .bench_local_values(|text| embedder.question(&text, false));
}

/// One that was.
#[divan::bench(max_time = 0.5)]
fn embed_again(bencher: Bencher) {
    let embedder = Embedder::shipped(None).unwrap();
    bencher.bench_local(|| embedder.question(black_box("how do i get a new card if the old one was lost"), true));
}

/// The state in which the first card of an errand is open, a step further with each input.
struct Errand {
    state: State,
}

impl Errand {
    fn begun() -> Self {
        let mut errand = Self {
            state: State::new(Audience::Provider, Locale::default()),
        };
        let turn = errand.advance(Input::Said {
            text: "verify ownership".into(),
        });
        let Some(Effect::Understand { text, .. }) = turn.effects.last() else {
            return errand;
        };
        let understanding = SHIPPED.understand(&Query {
            text,
            audience: Audience::Provider,
            locale: &Locale::default(),
            now: clock().now(),
            recent: &[],
            keeping: Keeping::Forgotten,
        });
        errand.state = turn.state;
        errand.state = errand.advance(Input::Understood(understanding)).state;
        errand
    }

    fn advance(&self, input: Input) -> Turn {
        let now = clock().now();
        let world = World {
            conversation: "01JD8Z6M1Q0000000000000000",
            now,
            today: now.to_zoned_datetime(jiff::tz::TimeZone::UTC).date(),
            bits: 7,
            library: &**SHIPPED,
        };
        dialogue::advance(&self.state, input, &world)
    }
}

fn filled(prompt: &str, values: &[(&str, &str)]) -> Input {
    let values = values
        .iter()
        .map(|(slot, value)| (serde_json::from_value((*slot).into()).unwrap(), (*value).to_owned()));
    Input::Filled {
        prompt: serde_json::from_value(prompt.into()).unwrap(),
        values: values.collect(),
    }
}

#[divan::bench(max_time = 0.5)]
fn advance_a_choice(bencher: Bencher) {
    let errand = Errand::begun();
    let input = filled("p1", &[("id_kind", "tax_id")]);
    bencher
        .with_inputs(|| input.clone())
        .bench_local_values(|input| errand.advance(input));
}

#[divan::bench(max_time = 0.5)]
fn advance_a_card_of_five(bencher: Bencher) {
    let mut errand = Errand::begun();
    errand.state = errand.advance(filled("p1", &[("id_kind", "tax_id")])).state;
    let card = filled(
        "p2",
        &[
            ("claim_1_reference", "CLM-2026-004711"),
            ("claim_1_first_name", "Ruth"),
            ("claim_1_last_name", "Miller"),
            ("claim_1_service_date", "11/5/2026"),
            ("claim_1_billed", "$1,240.50"),
        ],
    );
    bencher
        .with_inputs(|| card.clone())
        .bench_local_values(|card| errand.advance(card));
}

/// So many turns that wait at the same time: two events each, with personal values.
#[divan::bench(max_time = 0.9, args = [1, 8, 64])]
fn commit(bencher: Bencher, turns: usize) {
    let folder = tempfile::tempdir().unwrap();
    let runtime = Runtime::new().unwrap();
    let store = runtime
        .block_on(SqliteStore::open(&folder.path().join("chat.db")))
        .unwrap();
    let mut talks: Vec<commits::Turns> = (0..turns).map(|talk| commits::Turns::of(&format!("c{talk}"))).collect();
    let mut number = 0;
    bencher
        .counter(divan::counter::ItemsCount::new(turns))
        .with_inputs(|| {
            number += 1;
            let turn = |talk: &mut commits::Turns| talk.confide(&format!("m{number}"), "it is Ruth Miller", 1);
            talks.iter_mut().map(turn).collect::<Vec<_>>()
        })
        .bench_local_values(|commits| {
            let all = join_all(commits.into_iter().map(|commit| store.commit(commit)));
            for committed in runtime.block_on(all) {
                committed.unwrap();
            }
        });
}

#[divan::bench(max_time = 0.5)]
fn render_an_answer(bencher: Bencher) {
    let entry = EntryId::new("member/pin/lost-pin").unwrap();
    let locale = Locale::default();
    LazyLock::force(&SHIPPED);
    bencher.bench_local(|| {
        let answer = SHIPPED.answer(black_box(&entry), &locale).unwrap();
        let event = Event {
            seq: 2,
            at: 1_764_000_000_000,
            id: None,
            from: Author::Bot,
            body: Body::Answer(Box::new(answer)),
        };
        serde_json::to_string(&ServerFrame::Event(Arc::new(event))).unwrap()
    });
}

#[divan::bench(max_time = 0.5)]
fn render_a_template(bencher: Bencher) {
    let template = Template::new(
        "Please allow {{ policy.pin.from_business_days | words }} to {{ policy.pin.by_business_days | words }} days, or call \
         {{ contacts.help_desk }}.",
    )
    .unwrap();
    let facts = SHIPPED.facts().clone();
    bencher.bench_local(|| template.render_markdown(black_box(&facts)).unwrap());
}

#[divan::bench(max_time = 0.9, sample_count = 10)]
fn check_the_shipped_content() -> usize {
    content::check(&made_up::shipped(), &Policy::default(), &clock())
        .1
        .len()
}

#[divan::bench(max_time = 0.9, sample_count = 3)]
fn check_1000_answers_more(bencher: Bencher) {
    let root = THOUSAND.path();
    bencher.bench_local(|| {
        let (snapshot, flaws) = content::check(root, &Policy::default(), &clock());
        snapshot.unwrap_or_else(|| panic!("{:?}", flaws.first()))
    });
}

/// Made-up answers, as entries.
static ENTRIES: LazyLock<Vec<faq::Entry>> = LazyLock::new(|| {
    let texts: BTreeMap<String, String> = (0..made_up::MADE_UP)
        .map(|number| made_up::answer(number, "the usual way"))
        .collect();
    let names = faq::Names {
        flows: &BTreeSet::new(),
        sources: None,
    };
    let filled = |text: &str| {
        Ok(faq::Filled {
            text: text.to_owned(),
            names: BTreeSet::new(),
        })
    };
    faq::read(&texts, names, &filled, &mut faq::Kept::default()).entries
});

fn build() -> Index {
    let sources = Sources {
        entries: &ENTRIES,
        triggers: &[],
        synonyms: "",
        stopwords: "the\na\ni\ndo\nhow\n",
        common: "",
        outside: "",
        progress: &|_, _| {},
    };
    Index::build(black_box(sources), Settings::default()).unwrap().0
}

#[divan::bench(max_time = 0.9, sample_count = 5)]
fn build_an_index_of_1000(bencher: Bencher) {
    LazyLock::force(&ENTRIES);
    bencher.bench_local(build);
}

#[divan::bench(max_time = 0.5, args = ["how", "how do i ren", "where can i trnaslate the umbr", "lantren merge", "zzzz"])]
fn suggest_among_1000(bencher: Bencher, text: &str) {
    let (index, locale, now) = (build(), Locale::default(), clock().now());
    bencher.bench_local(|| index.suggest(black_box(text), Audience::Member, &locale, now).unwrap());
}

#[divan::bench(max_time = 0.9, args = [1_000, 100_000])]
fn ten_nearest(bencher: Bencher, count: usize) {
    let mut bits = 1u64;
    let mut vector = || {
        let mut vector = [0.0f32; vectors::WIDTH];
        for number in &mut vector {
            bits = bits
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            *number = f32::from((bits >> 48) as u16) / 32_768.0 - 1.0;
        }
        let length = vector.iter().map(|number| number * number).sum::<f32>().sqrt();
        vector.map(|number| number / length)
    };
    let query = vector();
    let all: Vec<_> = (0..count).map(|_| vector()).collect();
    // As those of a content lie, in runs of about so many.
    let vectors = Vectors::of(all.chunks(512).map(|run| Arc::new(Block::new(run))));
    bencher.bench_local(|| vectors.nearest(black_box(&query), 10, |_| true));
}
