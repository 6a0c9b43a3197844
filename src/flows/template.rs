//! Templates and expressions of flows (minijinja), compiled once and rendered with slots, outcomes, `contacts` and
//! `policy`.

use std::sync::{Arc, LazyLock};

use minijinja::{Environment, UndefinedBehavior, Value};

/// The environment of all templates: its filters, strict about undefined names, bounded in work.
static ENVIRONMENT: LazyLock<Environment<'static>> = LazyLock::new(|| {
    let mut environment = Environment::empty();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_fuel(Some(50_000));
    environment
});

/// A text with places for values.
#[derive(Debug, Clone)]
pub struct Template {
    source: Arc<str>,
}

/// Why a template or an expression can't be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct TemplateError(pub String);

impl Template {
    /// A compiled template, or what is wrong with its source.
    pub fn new(source: &str) -> Result<Self, TemplateError> {
        ENVIRONMENT
            .template_from_str(source)
            .map_err(|error| TemplateError(error.to_string()))?;
        Ok(Self { source: source.into() })
    }

    /// The source.
    pub fn source(&self) -> &str {
        &self.source
    }

    /// The text with the values of `context` put in.
    pub fn render(&self, context: &Value) -> Result<String, TemplateError> {
        ENVIRONMENT
            .render_str(&self.source, context)
            .map_err(|error| TemplateError(error.to_string()))
    }
}

/// Something to compute.
#[derive(Debug, Clone)]
pub struct Expression {
    source: Arc<str>,
}

impl Expression {
    /// A compiled expression, or what is wrong with its source.
    pub fn new(source: &str) -> Result<Self, TemplateError> {
        ENVIRONMENT
            .compile_expression(source)
            .map_err(|error| TemplateError(error.to_string()))?;
        Ok(Self { source: source.into() })
    }

    /// The source.
    pub fn source(&self) -> &str {
        &self.source
    }

    /// Its value in `context`.
    pub fn evaluate(&self, context: &Value) -> Result<Value, TemplateError> {
        let wrong = |error: minijinja::Error| TemplateError(error.to_string());
        ENVIRONMENT
            .compile_expression(&self.source)
            .map_err(wrong)?
            .eval(context)
            .map_err(wrong)
    }
}
