//! `frontdesk story record`

mod outcomes;
mod recorder;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use super::{Record, Stop};
use crate::accounts::contract::Policy;
use crate::config::find_content;
use crate::content::{self, Snapshot};
use crate::dialogue::Query;
use crate::dialogue::story::{Stage, Story};
use crate::flaw::Severity;
use crate::terminal::{Key, Keyboard, Screen, Talk};
use recorder::{Recorder, Step};

/// Records a conversation and writes it down.
pub(super) fn record(record: Record) -> Result<ExitCode, Stop> {
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
    let root = folder.unwrap_or_else(find_content);
    if !root.is_dir() {
        return Err(Stop::refused(format_args!("{} is not a folder", root.display())));
    }
    let (snapshot, flaws) = content::check(&root, &Policy::default(), &content::story_clock());
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

/// Plays what was recorded once more, as it will be read, and writes it.
fn write(stage: &Stage<'_>, recorder: &Recorder<'_>, file: &Path) -> Result<ExitCode, Stop> {
    let Some(text) = recorder.yaml() else {
        return Err(Stop::failed("nothing was said, so there is no story to write"));
    };
    let name = file.display().to_string();
    let story = Story::read(&name, &text).map_err(Stop::failed)?;
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
