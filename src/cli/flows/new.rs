//! `frontdesk flows new`

use std::path::Path;
use std::process::ExitCode;

use clap::Args;

use super::super::scaffold::{self, Part, errand};
use super::super::{For, Stop, say};
use crate::conversation::Audience;

const EXAMPLES: &str = "\
Examples:
  frontdesk flows new change-address
  frontdesk flows new list-managers --audience provider --title \"See who manages your account\"
  frontdesk flows new change-address --start \"change my address\" --start \"i moved\"

Visitors do not see a new errand before a phrase stands under `start`.";

#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct New {
    /// The errand's name: lower-case letters, digits and hyphens, as in reissue-pin
    id: String,
    /// Whom it is for
    #[arg(long, value_enum, default_value_t = For::Member)]
    audience: For,
    /// What it is called [default: made of the name]
    #[arg(long)]
    title: Option<String>,
    /// What visitors say when they want it; may be given more than once
    #[arg(long, value_name = "PHRASE")]
    start: Vec<String>,
}

/// Writes the file and says what to do with it.
pub(super) fn run(root: &Path, new: New) -> Result<ExitCode, Stop> {
    let id = errand::id(&new.id).map_err(Stop::refused)?;
    let audience = Audience::from(new.audience);
    let title = new.title.unwrap_or_else(|| errand::in_words(&id));
    let file = format!("flows/{id}.yaml");
    scaffold::write(
        root,
        &file,
        &errand::text(&id, audience, &title, &new.start),
        Part::Errand,
    )?;
    say(format_args!("wrote {file}\n\nNext:"));
    say(format_args!(
        "  1. Write the steps in {}; its comments say how.",
        scaffold::shown(root, &file)
    ));
    say("  2. frontdesk check --watch              tells what is wrong at each save");
    let mut steps = vec![
        format!("frontdesk flows graph {id} --out {id}.svg"),
        format!("frontdesk story record tests/stories/{id}.yaml --audience {audience}"),
    ];
    if new.start.is_empty() {
        steps.insert(
            0,
            "Write phrases under `start`          until then visitors do not see the errand".to_owned(),
        );
    }
    for (number, step) in (3..).zip(steps) {
        say(format_args!("  {number}. {step}"));
    }
    say(format_args!(
        "\nA running frontdesk then shows it within a second: http://127.0.0.1:8080/{audience}"
    ));
    Ok(ExitCode::SUCCESS)
}
