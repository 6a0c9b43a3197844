//! Finds the few subjects that share words with a text, among any number: tantivy, in memory.
//!
//! One document per question form of a subject and one per answer. What is found is weighed exactly afterwards, so that
//! scores can be compared between questions (`score`).

use std::collections::BTreeSet;

use tantivy::collector::{FilterCollector, TopDocs};
use tantivy::query::{BooleanQuery, BoostQuery, Occur, Query, TermQuery};
use tantivy::schema::{FAST, Field, INDEXED, IndexRecordOption, Schema, TextFieldIndexing, TextOptions};
use tantivy::tokenizer::{TextAnalyzer, WhitespaceTokenizer};
use tantivy::{DocAddress, Searcher, TantivyDocument, Term};

/// Documents at most that are weighed for one text.
const MOST_FOUND: usize = 200;

/// How much a word in an answer counts, beside one in a question.
const ANSWER: f32 = 0.3;

/// Bytes that the writer may hold before it makes a segment: the least that it takes. It sets a part of them aside at once.
const WRITER_MEMORY: usize = 15_000_000;

/// The name of the tokenizer that parts stems at spaces.
const STEMS: &str = "stems";

/// A searchable set of documents.
pub(super) struct Finder {
    searcher: Searcher,
    fields: Fields,
}

#[derive(Clone, Copy)]
struct Fields {
    question: Field,
    answer: Field,
    row: Field,
}

/// What is to be found: the stems of a question form or of an answer, parted by spaces.
pub(super) enum Document {
    /// A question form of the subject in this row.
    Question(u64, String),
    /// The answer of the subject in this row.
    Answer(u64, String),
}

impl Finder {
    /// Makes `documents` searchable.
    ///
    /// # Errors
    /// What tantivy says.
    pub(super) fn new(documents: impl Iterator<Item = Document>) -> tantivy::Result<Self> {
        let (schema, fields) = schema();
        let index = tantivy::Index::create_in_ram(schema);
        index
            .tokenizers()
            .register(STEMS, TextAnalyzer::from(WhitespaceTokenizer::default()));
        let mut writer = index.writer_with_num_threads(1, WRITER_MEMORY)?;
        for document in documents {
            let mut made = TantivyDocument::default();
            let (row, field, text) = match document {
                Document::Question(row, text) => (row, fields.question, text),
                Document::Answer(row, text) => (row, fields.answer, text),
            };
            made.add_u64(fields.row, row);
            made.add_text(field, text);
            writer.add_document(made)?;
        }
        writer.commit()?;
        writer.wait_merging_threads()?;
        let searcher = index.reader()?.searcher();
        Ok(Self { searcher, fields })
    }

    /// The rows with the most fitting documents for `stems`, among those that `may` be found.
    ///
    /// # Errors
    /// What tantivy says.
    pub(super) fn find<'a>(
        &self,
        stems: impl Iterator<Item = &'a str>,
        may: impl Fn(u64) -> bool + Clone + Send + Sync + 'static,
    ) -> tantivy::Result<BTreeSet<u64>> {
        let clauses = stems.flat_map(|stem| self.clauses(stem)).collect::<Vec<_>>();
        let top = TopDocs::with_limit(MOST_FOUND).order_by_score();
        let collector = FilterCollector::new("row".to_owned(), may, top);
        let found = self.searcher.search(&BooleanQuery::new(clauses), &collector)?;
        found.into_iter().map(|(_, address)| self.row(address)).collect()
    }

    fn clauses(&self, stem: &str) -> [(Occur, Box<dyn Query>); 2] {
        let term = |field| TermQuery::new(Term::from_field_text(field, stem), IndexRecordOption::WithFreqs);
        let answer = BoostQuery::new(Box::new(term(self.fields.answer)), ANSWER);
        [
            (Occur::Should, Box::new(term(self.fields.question))),
            (Occur::Should, Box::new(answer)),
        ]
    }

    fn row(&self, address: DocAddress) -> tantivy::Result<u64> {
        let segment = self.searcher.segment_reader(address.segment_ord);
        let rows = segment.fast_fields().u64("row")?;
        Ok(rows.first(address.doc_id).unwrap_or(u64::MAX))
    }
}

fn schema() -> (Schema, Fields) {
    let indexing = TextFieldIndexing::default()
        .set_tokenizer(STEMS)
        .set_index_option(IndexRecordOption::WithFreqs);
    let text = TextOptions::default().set_indexing_options(indexing);
    let mut schema = Schema::builder();
    let fields = Fields {
        question: schema.add_text_field("question", text.clone()),
        answer: schema.add_text_field("answer", text),
        row: schema.add_u64_field("row", FAST | INDEXED),
    };
    (schema.build(), fields)
}
