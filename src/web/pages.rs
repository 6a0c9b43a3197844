//! Renders the portal's pages from `templates/pages`, and gathers the widget's words.

use std::collections::BTreeMap;

use axum::response::{Html, IntoResponse, Response};
use http::StatusCode;
use minijinja::{Environment, Value};

use super::assets;
use super::problem::Problem;
use crate::content::Snapshot;
use crate::conversation::Locale;

/// What the keys of the widget's words begin with.
const WIDGET: &str = "widget.";

/// The compiled templates. HTML is escaped in everything that ends in `.html`.
pub(super) struct Pages {
    environment: Environment<'static>,
}

impl Pages {
    /// Compiles all templates.
    pub(super) fn new() -> Result<Self, minijinja::Error> {
        let mut environment = Environment::new();
        for name in <assets::Pages as rust_embed::RustEmbed>::iter() {
            let file = <assets::Pages as rust_embed::RustEmbed>::get(&name);
            if let (true, Some(file)) = (name.ends_with(".html"), file) {
                let source = String::from_utf8_lossy(&file.data).into_owned();
                environment.add_template_owned(name.into_owned(), source)?;
            }
        }
        Ok(Self { environment })
    }

    /// The page `name` with `values` put in.
    pub(super) fn render(&self, name: &str, status: StatusCode, values: Value) -> Result<Response, Problem> {
        let page = self
            .environment
            .get_template(name)
            .and_then(|template| template.render(values));
        match page {
            Ok(page) => Ok((status, Html(page)).into_response()),
            Err(error) => {
                tracing::error!(template = name, %error, "a page can't be rendered");
                Err(Problem::status(StatusCode::INTERNAL_SERVER_ERROR))
            }
        }
    }
}

/// The words of the widget in one language, each under its key.
pub(super) fn widget_words(content: &Snapshot, locale: &Locale) -> BTreeMap<String, String> {
    let messages = content.messages(locale);
    let words = messages.starting_with(WIDGET);
    words
        .filter_map(|(key, text)| Some((key.strip_prefix(WIDGET)?.to_owned(), text.to_owned())))
        .collect()
}
