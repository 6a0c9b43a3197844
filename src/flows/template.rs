//! Templates and expressions of flows (minijinja), compiled once and rendered with slots, outcomes, `contacts` and
//! `policy`.
//!
//! They see slots by name (a yes/no slot as a truth value; what is not filled is undefined), outcomes by the name that
//! their call gave them, and the facts. Undefined names are errors, except in `is defined` and `default`. Work and length
//! are bounded.

use std::collections::BTreeSet;
use std::fmt;
use std::sync::{Arc, LazyLock};

use minijinja::{AutoEscape, Environment, ErrorKind, Output, UndefinedBehavior, Value, escape_formatter};

use super::filters;

/// The longest text that a template may give, in bytes.
const LONGEST_TEXT: usize = 16 * 1024;

/// The longest source of a template, in bytes.
const LONGEST_SOURCE: usize = 4 * 1024;

/// The longest expression, and the longest part between braces. minijinja goes one call deeper for each operator, so that
/// without a limit a line of them could overflow the stack.
const LONGEST_EXPRESSION: usize = 400;

/// What a render may cost: about one for each instruction and for each 64 bytes.
const FUEL: u64 = 20_000;

/// A template stands in its own environment twice: under this name to be rendered as plain words...
const NAME: &str = "text";

/// ...and under this one as Markdown.
const MARKDOWN: &str = "markdown";

/// What all templates share: filters, strictness, bounds. A clone shares the filters.
static ENVIRONMENT: LazyLock<Environment<'static>> = LazyLock::new(|| {
    let mut environment = Environment::new();
    for function in ["range", "dict", "namespace", "debug", "lipsum"] {
        environment.remove_global(function);
    }
    filters::add(&mut environment);
    environment.set_debug(false);
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_fuel(Some(FUEL));
    environment.set_recursion_limit(50);
    environment.set_auto_escape_callback(|name| match name {
        MARKDOWN => AutoEscape::Custom(MARKDOWN.into()),
        _ => AutoEscape::None,
    });
    environment.set_formatter(|out, state, value| match state.auto_escape() {
        AutoEscape::Custom(_) if !value.is_safe() => put(out, &escaped(&value.to_string())),
        AutoEscape::Custom(_) => put(out, &value.to_string()),
        _ => escape_formatter(out, state, value),
    });
    environment
});

/// A text with places for values.
#[derive(Clone)]
pub struct Template {
    source: Arc<str>,
    /// The compiled form; nothing where the text has no places.
    compiled: Option<Arc<Environment<'static>>>,
}

/// Why a template or an expression can't be used. Filters and operators tell kinds of values, never a value.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{what}")]
pub struct TemplateError {
    /// What is wrong, in words.
    pub what: String,
    /// Whether it is that a name has no value.
    pub undefined: bool,
    /// The line of the source on which it is, from 1; 0 where the whole is meant.
    pub line: u32,
}

impl From<minijinja::Error> for TemplateError {
    fn from(error: minijinja::Error) -> Self {
        let kind = error.kind().to_string();
        Self {
            what: error
                .detail()
                .map_or(kind.clone(), |detail| format!("{kind}: {detail}")),
            undefined: error.kind() == ErrorKind::UndefinedError,
            line: error.line().and_then(|line| u32::try_from(line).ok()).unwrap_or(0),
        }
    }
}

impl Template {
    /// A compiled template, or what is wrong with its source.
    ///
    /// # Errors
    /// Where minijinja can't parse it, or it is too long.
    pub fn new(source: &str) -> Result<Self, TemplateError> {
        if source.len() > LONGEST_SOURCE {
            return Err(too_long("the text", LONGEST_SOURCE));
        }
        if longest_tag(source) > LONGEST_EXPRESSION {
            return Err(too_long("what stands between braces", LONGEST_EXPRESSION));
        }
        let dynamic = ["{{", "{%", "{#"].iter().any(|mark| source.contains(mark));
        let compiled = dynamic.then(|| compiled(source)).transpose()?;
        Ok(Self {
            source: source.into(),
            compiled,
        })
    }

    /// The source.
    pub fn source(&self) -> &str {
        &self.source
    }

    /// Whether it has places for values at all.
    pub fn is_plain(&self) -> bool {
        self.compiled.is_none()
    }

    /// The text with the values of `context` put in, as plain words.
    ///
    /// # Errors
    /// Where a name has no value, a filter can't take the value that it gets, or the text becomes too long.
    pub fn render(&self, context: &Value) -> Result<String, TemplateError> {
        self.render_as(NAME, context)
    }

    /// The same as Markdown. What marks up the text is the editor's; the values that are put in show as they are
    /// ([`escaped`]).
    ///
    /// # Errors
    /// As for [`Template::render`].
    pub fn render_markdown(&self, context: &Value) -> Result<String, TemplateError> {
        self.render_as(MARKDOWN, context)
    }

    fn render_as(&self, name: &str, context: &Value) -> Result<String, TemplateError> {
        let Some(environment) = &self.compiled else {
            return Ok(self.source.trim_end_matches('\n').to_owned());
        };
        let text = environment.get_template(name)?.render(context)?;
        if text.len() > LONGEST_TEXT {
            return Err(too_long("the filled-in text", LONGEST_TEXT));
        }
        Ok(text)
    }

    /// The names that it uses, as far as they can be told: `pin` or `pin.mailed_on`.
    pub fn names(&self) -> BTreeSet<String> {
        let template = self
            .compiled
            .as_ref()
            .and_then(|environment| environment.get_template(NAME).ok());
        template
            .map(|template| template.undeclared_variables(true).into_iter().collect())
            .unwrap_or_default()
    }
}

/// The length of the longest `{{ ... }}` or `{% ... %}`. Braces in quotes do not close one.
fn longest_tag(source: &str) -> usize {
    let bytes = source.as_bytes();
    let mut longest = 0;
    let mut place = 0;
    while place < bytes.len() {
        if !matches!(bytes[place..], [b'{', b'{' | b'%', ..]) {
            place += 1;
            continue;
        }
        let start = place;
        let mut quote = None;
        place += 2;
        while place < bytes.len() {
            match (quote, &bytes[place..]) {
                (Some(_), [b'\\', ..]) => place += 1,
                (Some(open), [byte, ..]) if *byte == open => quote = None,
                (None, [byte @ (b'"' | b'\''), ..]) => quote = Some(*byte),
                (None, [b'}' | b'%', b'}', ..]) => break,
                _ => {}
            }
            place += 1;
        }
        longest = longest.max(place.min(bytes.len()) - start);
    }
    longest
}

fn too_long(what: &str, longest: usize) -> TemplateError {
    TemplateError {
        what: format!("{what} is longer than {longest} bytes"),
        undefined: false,
        line: 0,
    }
}

fn compiled(source: &str) -> Result<Arc<Environment<'static>>, TemplateError> {
    let mut environment = ENVIRONMENT.clone();
    environment.add_template_owned(NAME, source.to_owned())?;
    environment.add_template_owned(MARKDOWN, source.to_owned())?;
    Ok(Arc::new(environment))
}

fn put(out: &mut Output<'_>, text: &str) -> Result<(), minijinja::Error> {
    fmt::Write::write_str(out, text).map_err(minijinja::Error::from)
}

/// `text` as Markdown that shows it as it is: on one line, with nothing in it that marks up. What a visitor or a record says
/// must not become a link or a heading.
pub fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len() + 8);
    // A list, a rule or an underline can only begin a line.
    let mut begins = true;
    for letter in text.chars() {
        let marks = matches!(
            letter,
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '&' | '|' | '~'
        ) || (begins && matches!(letter, '-' | '+' | '=' | '.' | ')'));
        begins &= letter.is_ascii_digit() || letter.is_whitespace();
        if marks {
            escaped.push('\\');
        }
        escaped.push(if matches!(letter, '\n' | '\r') { ' ' } else { letter });
    }
    escaped
}

impl fmt::Debug for Template {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_tuple("Template").field(&self.source).finish()
    }
}

/// Something to compute.
#[derive(Clone)]
pub struct Expression {
    source: Arc<str>,
    compiled: Arc<minijinja::Expression<'static, 'static>>,
}

impl Expression {
    /// A compiled expression, or what is wrong with its source.
    ///
    /// # Errors
    /// Where minijinja can't parse it, or it is too long.
    pub fn new(source: &str) -> Result<Self, TemplateError> {
        if source.len() > LONGEST_EXPRESSION {
            return Err(too_long("the expression", LONGEST_EXPRESSION));
        }
        let compiled = Arc::new(ENVIRONMENT.compile_expression_owned(source.to_owned())?);
        Ok(Self {
            source: source.into(),
            compiled,
        })
    }

    /// The source.
    pub fn source(&self) -> &str {
        &self.source
    }

    /// Its value in `context`.
    ///
    /// # Errors
    /// Where a name that matters has no value, or a filter can't take the value that it gets.
    pub fn evaluate(&self, context: &Value) -> Result<Value, TemplateError> {
        Ok(self.compiled.eval(context)?)
    }

    /// The names that it uses, as far as they can be told: `pin` or `pin.mailed_on`.
    pub fn names(&self) -> BTreeSet<String> {
        self.compiled.undeclared_variables(true).into_iter().collect()
    }
}

impl fmt::Debug for Expression {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_tuple("Expression").field(&self.source).finish()
    }
}

#[cfg(test)]
mod tests {
    use minijinja::context;

    use super::*;

    fn rendered(source: &str, context: &Value) -> Result<String, TemplateError> {
        Template::new(source).unwrap().render(context)
    }

    #[test]
    fn a_name_without_a_value_is_an_error_unless_one_asks_for_it() {
        let nothing = context! {};
        assert!(rendered("{{ a }}", &nothing).unwrap_err().undefined);
        assert!(rendered("{% if a %}x{% endif %}", &nothing).unwrap_err().undefined);
        assert_eq!(rendered("{{ a | default('-') }}", &nothing).unwrap(), "-");
        assert_eq!(rendered("{% if a is defined %}x{% endif %}", &nothing).unwrap(), "");
    }

    #[test]
    fn work_and_length_are_bounded() {
        let context = context! { list => vec!["abcdefghij"; 200] };
        let nested = "{% for a in list %}{% for b in list %}{{ a }}{% endfor %}{% endfor %}";
        assert!(rendered(nested, &context).is_err());
        assert!(rendered("{{ 'x' * 100000000 }}", &context).is_err());
        assert!(rendered("{{ 'x' * 20000 }}", &context).is_err());
        assert!(Expression::new("range(10)").unwrap().evaluate(&context).is_err());
    }

    #[test]
    fn long_sources_are_refused() {
        assert!(Template::new(&"x".repeat(LONGEST_SOURCE)).is_ok());
        assert!(Template::new(&"x".repeat(LONGEST_SOURCE + 1)).is_err());
        assert!(Template::new(&format!("{{{{ '}}}}' {}1 }}}}", "-".repeat(1_000))).is_err());
        assert!(Template::new(&format!("{{{{ {}", "-".repeat(1_000))).is_err());
        assert!(Template::new(&"{{ a }} and {% if b %}c{% endif %}, ".repeat(50)).is_ok());
        assert!(Expression::new(&"-".repeat(1_000)).is_err());
    }

    #[test]
    fn a_template_names_what_it_uses() {
        let template =
            Template::new("{{ pin.by | date }} {% for m in proof.managers %}{{ m.name }}{{ x[0].y }}{% endfor %}");
        let names: Vec<_> = template.unwrap().names().into_iter().collect();
        assert_eq!(names, ["pin.by", "proof.managers", "x"]);
    }

    #[test]
    fn values_do_not_mark_up_markdown() {
        let template = Template::new("**You said:** {{ note }} {% set x %}{{ note }}{% endset %}{{ x }}").unwrap();
        let context = context! { note => "[pay](https://x.example) & *now*\n\n# 1" };
        let shown = r"\[pay\](https://x.example) \& \*now\*  \# 1";
        assert_eq!(
            template.render_markdown(&context).unwrap(),
            format!("**You said:** {shown} {shown}")
        );
        assert!(
            template
                .render(&context)
                .unwrap()
                .contains("[pay](https://x.example) & *now*")
        );
        for (text, markdown) in [
            ("- a", r"\- a"),
            ("12. a", r"12\. a"),
            ("a-b 1.5", "a-b 1.5"),
            ("•••", "•••"),
        ] {
            assert_eq!(escaped(text), markdown);
        }
        assert!(
            Template::new("{{ a }}")
                .unwrap()
                .render_markdown(&context! {})
                .unwrap_err()
                .undefined
        );
    }

    #[test]
    fn plain_text_is_left_alone() {
        assert_eq!(rendered("100% { sure }", &context! {}).unwrap(), "100% { sure }");
    }
}
