//! `frontdesk story record`

mod outcomes;
mod recorder;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, Subcommand};

use super::{For, Stop, offline};
use crate::accounts::contract::Policy;
use crate::app;
use crate::content::{self, Snapshot};
use crate::dialogue::Query;
use crate::dialogue::story::{self, Stage};
use crate::flaw::Severity;
use crate::schemas;
use crate::terminal::{Key, Keyboard, Screen, Talk};
use recorder::{Recorder, Step};

/// What to do with stories.
#[derive(Subcommand)]
pub(super) enum Story {
    /// Have a conversation in this terminal, and write it down as a story
    #[command(after_help = RECORDING)]
    Record(Record),
}

/// What to record, and where to write it.
#[derive(Args)]
pub(super) struct Record {
    /// The story's file, as in tests/stories/reissue-pin-holiday.yaml
    file: PathBuf,
    /// Who asks
    #[arg(long, value_enum, default_value_t = For::Member)]
    audience: For,
    /// Who is signed in from the beginning; any name will do
    #[arg(long, value_name = "PERSON")]
    signed_in: Option<String>,
    /// What the story shows, in a sentence; else it is asked for
    #[arg(long, value_name = "SENTENCE")]
    title: Option<String>,
    /// Write over a file that is there
    #[arg(long)]
    force: bool,
    /// Folder that holds faq, flows, index and templates [default: here, or beside the program]
    #[arg(long, value_name = "DIR")]
    content: Option<PathBuf>,
}

const RECORDING: &str = "\
You are the visitor. The desk answers from the content as it is; where the account service is called, you choose the \
outcome, and its fields are made up (change them in the file). What is typed into protected fields is not written: a \
made-up secret stands for it. The story is played once more before you hear that it holds.

Examples:
  frontdesk story record tests/stories/ask-holiday.yaml
  frontdesk story record tests/stories/pin-again.yaml --signed-in ruth
  frontdesk story record tests/stories/ask.yaml --title \"A member asks for the fee\"";

/// Does what is asked.
pub(super) fn run(asked: Story) -> Result<ExitCode, Stop> {
    match asked {
        Story::Record(asked) => record(asked),
    }
}

/// Records a conversation and writes it down.
fn record(record: Record) -> Result<ExitCode, Stop> {
    let file = record.file;
    if file.exists() && !record.force {
        return Err(Stop::refused(format_args!(
            "{} is there already; choose another name, or --force to write over it",
            file.display()
        )));
    }
    let snapshot = content_of(record.content)?;
    let understand = |query: &Query<'_>| snapshot.understand(query);
    let stage = snapshot.stage(&understand);
    let screen = Screen::of_process();
    let keyboard = Keyboard::of_process(&screen);
    let talk = Talk::new(record.audience.into(), "story".to_owned(), !screen.is_terminal());
    let mut recorder = Recorder::new(&stage, talk, record.audience.into(), record.signed_in, record.title);
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .map_err(Stop::failed)?;
    runtime.block_on(converse(&mut recorder, keyboard, &screen))?;
    runtime.shutdown_background();
    write(&stage, &recorder, &file)
}

fn content_of(folder: Option<PathBuf>) -> Result<Snapshot, Stop> {
    let config = offline::config(None, folder)?;
    let settings = app::understanding(&config).map_err(Stop::refused)?;
    let clock = content::story_clock();
    let (snapshot, flaws) = content::check_with(&config.content, &Policy::default(), &settings, &clock);
    snapshot.ok_or_else(|| {
        let errors = flaws.iter().filter(|flaw| flaw.severity == Severity::Error).count();
        Stop::failed(format_args!(
            "the content has {errors} errors; `frontdesk check` names them"
        ))
    })
}

/// Line after line, until the input ends or `/quit`.
async fn converse(recorder: &mut Recorder<'_>, mut keyboard: Keyboard, screen: &Screen) -> Result<(), Stop> {
    let mut blocks = recorder.begin();
    loop {
        blocks.iter().for_each(|block| screen.show(block));
        keyboard.ask(recorder.ask());
        let (key, ask) = keyboard.next().await;
        blocks = match key {
            Key::Line(line) => match recorder.typed(&line, &ask) {
                Step::On(blocks) => blocks,
                Step::Over => return Ok(()),
            },
            Key::Cancelled => recorder.cancelled(),
            Key::End => return Ok(()),
            Key::NotHidden => return Err(Stop::failed("this terminal can't hide what is typed (TERM=dumb)")),
            Key::Broken(why) => return Err(Stop::failed(why)),
        };
    }
}

/// `tests/stories` below the content folder, where stories lie.
const STORIES_DEPTH: usize = 2;

/// Plays what was recorded once more, as it will be read, and writes it.
fn write(stage: &Stage<'_>, recorder: &Recorder<'_>, file: &Path) -> Result<ExitCode, Stop> {
    let Some(text) = recorder.yaml() else {
        return Err(Stop::failed("nothing was said, so there is no story to write"));
    };
    let text = schemas::first_line(schemas::STORY, STORIES_DEPTH) + &text;
    let name = file.display().to_string();
    let story = story::Story::read(&name, &text).map_err(Stop::failed)?;
    let held = stage.play(&story);
    if let Some(folder) = file.parent() {
        std::fs::create_dir_all(folder)
            .map_err(|error| Stop::failed(format_args!("{name} can't be written: {error}")))?;
    }
    std::fs::write(file, text).map_err(|error| Stop::failed(format_args!("{name} can't be written: {error}")))?;
    held.map_err(|failure| {
        Stop::failed(format_args!(
            "{name} is written, and does not hold yet; line {}: {}",
            failure.line, failure.what
        ))
    })?;
    super::say(format_args!("{name} is written, and holds."));
    Ok(ExitCode::SUCCESS)
}
