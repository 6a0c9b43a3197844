//! What was talked about just before, as it is named on the command line.

use crate::cli::Stop;
use crate::content::Snapshot;
use crate::dialogue::Subject;

/// What `named` names: `faq:member/pin/lost-pin`, `flow:reissue-pin`, an entry without its `faq:`, or either as it is printed.
pub(super) fn subject(snapshot: &Snapshot, named: &str) -> Result<Subject, Stop> {
    let wanted = canonical(named);
    let known = || snapshot.subjects().map(|subject| (name(&subject), subject));
    if let Some((_, subject)) = known().find(|(known, _)| *known == wanted) {
        return Ok(subject);
    }
    let like = |known: &str| strsim::jaro_winkler(known, &wanted);
    let nearest = known().max_by(|(one, _), (other, _)| like(one).total_cmp(&like(other)).then(other.cmp(one)));
    let remedy = nearest.map(|(nearest, _)| format!("; did you mean {nearest}?"));
    Err(Stop::refused(format_args!(
        "--after {named}: the content has no such answer or errand{}",
        remedy.unwrap_or_default()
    )))
}

/// As [`name`] names it.
fn canonical(named: &str) -> String {
    for (prefix, canonical) in [
        ("faq/", "faq:"),
        ("flows/", "flow:"),
        ("faq:", "faq:"),
        ("flow:", "flow:"),
    ] {
        if let Some(id) = named.strip_prefix(prefix) {
            return format!("{canonical}{id}");
        }
    }
    format!("faq:{named}")
}

fn name(subject: &Subject) -> String {
    match subject {
        Subject::Entry(entry) => format!("faq:{entry}"),
        Subject::Flow(flow) => format!("flow:{flow}"),
    }
}
