//! `frontdesk faq`

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, Subcommand};
use jiff::tz::TimeZone;
use jiff::{ToSpan, civil::Date};

use super::scaffold::{self, Part, answer};
use super::{Stop, say};
use crate::clock::{Clock, SystemClock};
use crate::config::find_content;
use crate::conversation::{FlowId, Locale};

const EXAMPLES: &str = "\
Examples:
  frontdesk faq new member/pin/pin-abroad --question \"Can my PIN be mailed abroad?\"
  frontdesk faq new member/pin/pin-abroad --also \"pin to another country\" --flow reissue-pin
  frontdesk faq new member/pin/lost-pin --locale es       a translation of the answer that is there

Visitors do not see a new answer before you remove the line `valid` from it.";

#[derive(Args)]
pub(super) struct Faq {
    #[command(subcommand)]
    command: Command,
    /// Folder that holds faq, flows, index and templates [default: here, or beside the program]
    #[arg(long, global = true, value_name = "DIR")]
    content: Option<PathBuf>,
}

#[derive(Subcommand)]
enum Command {
    /// Begin a new answer: a sound file that says what to fill in
    New(New),
}

#[derive(Args)]
#[command(after_help = EXAMPLES)]
struct New {
    /// The answer's path: audience/topic/slug, as in member/pin/lost-pin
    id: String,
    /// The question, as visitors see it [default: made of the slug]
    #[arg(long)]
    question: Option<String>,
    /// Another way people ask it; may be given more than once
    #[arg(long, value_name = "PHRASE")]
    also: Vec<String>,
    /// The errand that does it, by its file's name: shown as a button
    #[arg(long, value_name = "ID")]
    flow: Option<String>,
    /// Where the facts come from: a name from faq/sources.yaml [default: as in answers near by]
    #[arg(long, value_name = "NAME")]
    source: Option<String>,
    /// Who looks after it [default: as in answers near by]
    #[arg(long, value_name = "NAME")]
    owner: Option<String>,
    /// The language; another than English makes a translation of the answer that is there
    #[arg(long, default_value = "en")]
    locale: String,
}

/// Runs what was asked for.
pub(super) fn run(faq: Faq) -> Result<ExitCode, Stop> {
    let root = faq.content.unwrap_or_else(find_content);
    if !root.is_dir() {
        return Err(Stop::refused(format_args!("{} is not a folder", root.display())));
    }
    match faq.command {
        Command::New(new) => create(&root, new),
    }
}

fn create(root: &Path, new: New) -> Result<ExitCode, Stop> {
    let path = answer::path(&new.id).map_err(Stop::refused)?;
    let locale = Locale::new(&new.locale)
        .ok_or_else(|| Stop::refused(format_args!("`{}` is no language: write en, es, es-mx ...", new.locale)))?;
    if locale != Locale::default() {
        return translate(root, &path, &locale);
    }
    let flow = new.flow.as_deref().map(FlowId::new).transpose();
    let flow = flow.map_err(|_| Stop::refused("--flow wants the name of a file in flows/ without `.yaml`"))?;
    let near = answer::Near::read(root, &path);
    let question = new.question.unwrap_or_else(|| answer::in_words(&path.slug));
    let draft = answer::Draft {
        path: &path,
        question: &question,
        also: &new.also,
        flow: flow.as_ref(),
        source: new.source.as_deref().unwrap_or(&near.source),
        owner: new.owner.as_deref().unwrap_or(&near.owner),
        review_by: in_a_year(),
    };
    let file = format!("faq/{path}.md");
    scaffold::write(root, &file, &draft.text(), Part::Answer)?;
    say(format_args!("wrote {file}\n\nNext:"));
    say(format_args!(
        "  1. Write the answer in {}; its comments say how.",
        scaffold::shown(root, &file)
    ));
    say("  2. frontdesk check --watch          tells what is wrong at each save");
    say("  3. Remove the line `valid: ...`     until then visitors do not see the answer");
    say(format_args!(
        "  4. frontdesk ask {question:?}{}    whether the question finds it",
        if path.audience == "provider" {
            " --audience provider"
        } else {
            ""
        }
    ));
    say(format_args!(
        "\nA running frontdesk then shows it within a second: http://127.0.0.1:8080/{}",
        path.audience
    ));
    Ok(ExitCode::SUCCESS)
}

/// A copy of the original beside it: the facts must be the same, and until the words are translated, visitors read what
/// they read before.
fn translate(root: &Path, path: &answer::Path, locale: &Locale) -> Result<ExitCode, Stop> {
    let original = format!("faq/{path}.md");
    let text = std::fs::read_to_string(root.join(&original)).map_err(|error| {
        Stop::refused(format_args!(
            "there is no {original} to translate ({error}): write it first, without --locale"
        ))
    })?;
    let file = format!("faq/{path}.{}.md", locale.as_str());
    scaffold::write(root, &file, &answer::to_translate(&text), Part::Answer)?;
    say(format_args!("wrote {file}, a copy of {original}\n\nNext:"));
    say("  1. Translate `question`, `also`, and the text below the second `---`. The rest stays as it is.");
    say("  2. frontdesk check");
    Ok(ExitCode::SUCCESS)
}

fn in_a_year() -> Date {
    let today = SystemClock.now().to_zoned_datetime(TimeZone::UTC).date();
    today.saturating_add(1.year())
}
