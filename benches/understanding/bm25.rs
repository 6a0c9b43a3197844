//! BM25 alone: tantivy's own ranking, in stemmed English. A document for each way to ask; where the entry has an answer, its
//! question with the answer is a second field, whose score is added. An entry is as good as the best of its documents.
//! (Of the ways to use an answer this does best: on stackfaq without answers P@1 is 64.7, with the answer as a document
//! of its own 66.9, so 73.8.)

use std::path::Path;

use serde::{Deserialize, Serialize};
use tantivy::collector::TopDocs;
use tantivy::query::{BooleanQuery, Occur, Query, TermQuery};
use tantivy::schema::{FAST, Field, IndexRecordOption, Schema, TextFieldIndexing, TextOptions};
use tantivy::{Searcher, TantivyDocument, Term};
use tokio::time::Instant;

use crate::Result;
use crate::machine;
use crate::questions::{self, Entry, Question};

/// Candidates of a question that are told at most.
const MOST_CANDIDATES: usize = 50;

/// Documents of a question that are looked at.
const MOST_DOCUMENTS: usize = 300;

/// Memory of the writer, in bytes.
const WRITER_MEMORY: usize = 50_000_000;

/// What a peer answered, how long it took, what it held: what `benches/peers/*` print.
#[derive(Debug, Serialize, Deserialize)]
pub struct Answers {
    /// The peer's version.
    pub version: String,
    /// From the read bank to the first question.
    pub training_seconds: f64,
    /// One after the other.
    pub questions_per_second: f64,
    /// The most memory that its process held.
    pub peak_mb: f64,
    /// For each question the candidates, best first: place in the bank, score.
    pub answers: Vec<Vec<(usize, f32)>>,
    /// The same for the questions that thresholds are chosen on.
    pub dev: Vec<Vec<(usize, f32)>>,
}

/// Asks the questions of a file of a bank in another.
pub fn measure(bank: &Path, asked: &Path, dev: Option<&Path>) -> Result<Answers> {
    let entries: Vec<Entry> = questions::read(bank)?;
    let asked: Vec<Question> = questions::read(asked)?;
    let dev: Vec<Question> = dev.map_or_else(|| Ok(Vec::new()), questions::read)?;
    let begun = Instant::now();
    let ranking = Bm25::new(&entries)?;
    let trained = begun.elapsed();
    let begun = Instant::now();
    let answers = ranking.ask(&asked)?;
    let asking = begun.elapsed();
    Ok(Answers {
        version: tantivy::version_string().to_owned(),
        training_seconds: trained.as_secs_f64(),
        questions_per_second: asked.len() as f64 / asking.as_secs_f64(),
        dev: ranking.ask(&dev)?,
        answers,
        peak_mb: machine::peak_memory(std::process::id())? / 1e6,
    })
}

struct Bm25 {
    index: tantivy::Index,
    searcher: Searcher,
    fields: Fields,
}

#[derive(Clone, Copy)]
struct Fields {
    /// A way to ask.
    form: Field,
    /// The question with the answer; empty where there is none.
    whole: Field,
    /// The entry's place in the bank.
    place: Field,
}

impl Bm25 {
    fn new(entries: &[Entry]) -> Result<Self> {
        let (schema, fields) = schema();
        let index = tantivy::Index::create_in_ram(schema);
        let mut writer = index.writer_with_num_threads(1, WRITER_MEMORY)?;
        for (place, entry) in entries.iter().enumerate() {
            for form in std::iter::once(&entry.question).chain(&entry.also) {
                let mut document = TantivyDocument::default();
                document.add_text(fields.form, form);
                if !entry.answer.is_empty() {
                    document.add_text(fields.whole, format!("{} {}", entry.question, entry.answer));
                }
                document.add_u64(fields.place, place as u64);
                writer.add_document(document)?;
            }
        }
        writer.commit()?;
        let searcher = index.reader()?.searcher();
        Ok(Self {
            index,
            searcher,
            fields,
        })
    }

    fn ask(&self, questions: &[Question]) -> Result<Vec<Vec<(usize, f32)>>> {
        questions.iter().map(|question| self.rank(&question.text)).collect()
    }

    /// The entries that share a word with `text`, best first.
    fn rank(&self, text: &str) -> Result<Vec<(usize, f32)>> {
        let top = TopDocs::with_limit(MOST_DOCUMENTS).order_by_score();
        let mut ranked: Vec<(usize, f32)> = Vec::new();
        for (score, address) in self.searcher.search(&self.query(text)?, &top)? {
            let segment = self.searcher.segment_reader(address.segment_ord);
            let place = segment.fast_fields().u64("place")?.first(address.doc_id);
            let place = usize::try_from(place.ok_or("a document without its place")?)?;
            if ranked.iter().all(|(known, _)| *known != place) {
                ranked.push((place, score));
            }
            if ranked.len() == MOST_CANDIDATES {
                break;
            }
        }
        Ok(ranked)
    }

    fn query(&self, text: &str) -> Result<BooleanQuery> {
        let mut clauses: Vec<(Occur, Box<dyn Query>)> = Vec::new();
        let mut tokenizer = self.index.tokenizer_for_field(self.fields.form)?;
        let mut words = tokenizer.token_stream(text);
        while words.advance() {
            for field in [self.fields.form, self.fields.whole] {
                let term = Term::from_field_text(field, &words.token().text);
                let query = TermQuery::new(term, IndexRecordOption::WithFreqs);
                clauses.push((Occur::Should, Box::new(query)));
            }
        }
        Ok(BooleanQuery::new(clauses))
    }
}

fn schema() -> (Schema, Fields) {
    let indexing = TextFieldIndexing::default()
        .set_tokenizer("en_stem")
        .set_index_option(IndexRecordOption::WithFreqs);
    let text = TextOptions::default().set_indexing_options(indexing);
    let mut schema = Schema::builder();
    let fields = Fields {
        form: schema.add_text_field("form", text.clone()),
        whole: schema.add_text_field("whole", text),
        place: schema.add_u64_field("place", FAST),
    };
    (schema.build(), fields)
}
