//! Renders the portal's pages from `templates/pages`.

use axum::response::{Html, IntoResponse, Response};
use http::StatusCode;
use minijinja::{Environment, Value};

use super::assets;
use super::problem::Problem;

/// The compiled templates. HTML is escaped in everything that ends in `.html`.
pub(super) struct Pages {
    environment: Environment<'static>,
}

impl Pages {
    /// Compiles all templates.
    pub(super) fn new() -> Result<Self, minijinja::Error> {
        let mut environment = Environment::new();
        environment.add_filter("tel", tel);
        environment.add_filter("grouped", grouped);
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

/// The link of a telephone number of the United States, as in `tel:+18005416652` (RFC 3966).
fn tel(number: &str) -> String {
    let digits: String = number.chars().filter(char::is_ascii_digit).collect();
    let national = digits.strip_prefix('1').filter(|rest| rest.len() == 10);
    format!("tel:+1{}", national.unwrap_or(&digits))
}

/// An amount with its thousands apart: `1234.00` becomes `1,234.00`.
fn grouped(amount: &str) -> String {
    let whole = amount.find('.').unwrap_or(amount.len());
    let mut grouped = String::new();
    for (place, digit) in amount.char_indices() {
        if place > 0 && place < whole && (whole - place).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_telephone_number_becomes_a_link_that_a_telephone_can_dial() {
        assert_eq!(tel("(800) 541-6652"), "tel:+18005416652");
        assert_eq!(tel("1-888-417-3479"), "tel:+18884173479");
    }

    #[test]
    fn thousands_stand_apart() {
        for (amount, expected) in [
            ("92.75", "92.75"),
            ("640.00", "640.00"),
            ("1234.00", "1,234.00"),
            ("1234567.05", "1,234,567.05"),
            ("1234", "1,234"),
        ] {
            assert_eq!(grouped(amount), expected);
        }
    }
}
