//! Statements over many rows at once.

use std::sync::Arc;

use sqlx::query::Query;
use sqlx::sqlite::{SqliteArguments, SqliteConnection, SqliteRow};
use sqlx::{AssertSqlSafe, Sqlite};

/// A statement with its arguments.
pub(super) type Statement<'q> = Query<'q, Sqlite, SqliteArguments>;

/// How many rows one statement takes: few round trips for many rows, and few texts for SQLite to keep prepared.
const SIZES: [usize; 6] = [32, 16, 8, 4, 2, 1];

/// A statement over any number of rows: `before VALUES (?, ?), (?, ?), ... after`. The values have no numbers, other than in
/// all other statements: to find a numbered one, SQLite goes through all of them, for hundreds of values hundreds of times.
pub(super) struct Rows {
    texts: [Arc<str>; SIZES.len()],
}

impl Rows {
    /// The statement whose rows have `columns` values each and stand between `before` and `after`.
    pub(super) fn new(before: &str, columns: usize, after: &str) -> Self {
        let row = format!("({})", vec!["?"; columns].join(", "));
        let text = |size: usize| -> Arc<str> {
            format!("{before} VALUES {} {after}", vec![row.as_str(); size].join(", ")).into()
        };
        Self { texts: SIZES.map(text) }
    }

    /// Runs it over `rows`, each bound by `bind`; gives what it returns.
    pub(super) async fn run<T>(
        &self,
        connection: &mut SqliteConnection,
        rows: Vec<T>,
        bind: fn(Statement<'static>, T) -> Statement<'static>,
    ) -> Result<Vec<SqliteRow>, sqlx::Error> {
        let mut returned = Vec::new();
        let mut rows = rows.into_iter();
        while rows.len() > 0 {
            let (size, text) = self.largest(rows.len());
            let statement = sqlx::query(AssertSqlSafe(Arc::clone(text)));
            let statement = rows.by_ref().take(size).fold(statement, bind);
            returned.extend(statement.fetch_all(&mut *connection).await?);
        }
        Ok(returned)
    }

    /// The text for at most `rows` rows.
    #[cfg(test)]
    pub(super) fn text(&self, rows: usize) -> &str {
        self.largest(rows).1
    }

    /// The largest of the texts that takes no more than `rows` rows.
    fn largest(&self, rows: usize) -> (usize, &Arc<str>) {
        let fits = SIZES.iter().position(|size| *size <= rows).unwrap_or(SIZES.len() - 1);
        (SIZES[fits], &self.texts[fits])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_has_a_place_for_each_value() {
        let rows = Rows::new("INSERT INTO t (a, b)", 2, "ON CONFLICT DO NOTHING");
        let (size, text) = rows.largest(3);
        assert_eq!(size, 2);
        assert_eq!(
            &**text,
            "INSERT INTO t (a, b) VALUES (?, ?), (?, ?) ON CONFLICT DO NOTHING"
        );
        assert_eq!(rows.largest(100).0, 32);
        assert_eq!(rows.largest(1).0, 1);
    }
}
