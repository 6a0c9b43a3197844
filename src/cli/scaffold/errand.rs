//! A new errand's file.

use super::{is_slug, slug, yaml};
use crate::conversation::Audience;
use crate::schemas;

/// The names in `flows/` that are not errands.
const TAKEN: [&str; 3] = ["safety", "small-talk", "commands"];

/// The name of an errand; the error says what it should be like. `flows/` and `.yaml` may stand around it.
pub(in crate::cli) fn id(text: &str) -> Result<String, String> {
    let bare = text.strip_prefix("flows/").unwrap_or(text);
    let bare = bare.strip_suffix(".yaml").unwrap_or(bare);
    if TAKEN.contains(&bare) {
        return Err(format!(
            "`{bare}` is the name of a file that holds phrases: choose another"
        ));
    }
    if is_slug(bare) {
        return Ok(bare.to_owned());
    }
    let meant = slug(bare);
    let hint = if is_slug(&meant) {
        format!("did you mean `{meant}`?")
    } else {
        "use lower-case letters, digits and hyphens, as in reissue-pin".to_owned()
    };
    Err(format!("`{text}` can't be the name of an errand: {hint}"))
}

/// `change-address` as `Change address`.
pub(in crate::cli) fn in_words(id: &str) -> String {
    super::in_words(id)
}

/// The file: sound, and without `start` phrases not seen by visitors.
pub(in crate::cli) fn text(id: &str, audience: Audience, title: &str, start: &[String]) -> String {
    let start = match start {
        [] => format!("# start:\n#   - {}\n#   - in other words\n", id.replace('-', " ")),
        phrases => {
            let phrases: String = phrases.iter().map(|phrase| format!("  - {}\n", yaml(phrase))).collect();
            format!("start:\n{phrases}")
        }
    };
    format!(
        "\
{first}\
# What the errand is called, and what its button says.
title: {title}
# label: Do it for me
audience: {audience}
# What visitors say when they want it, in their own words. Until a phrase stands here, visitors do not see the errand.
{start}\
# Takes the visitor through the sign-in first. Calls that act for a person need it.
# needs: [signed_in]

# What is asked for, by name. Types: text, yes_no, choice, date, money, email, user_name ... Secrets: type sealed.
slots:
  sure:
    type: yes_no
    label: Shall I do it?
    why: Say why you ask. Visitors who ask \"why?\" read this.

# What happens, in order. Kinds of steps: say, collect, call, choose, do, receipt, handoff.
steps:
  - id: ask
    collect: sure
    ask: Say what you will do. Shall I?

  - when: not sure
    say: All right, nothing was done.
    end: true

  # A call has the account service do something. Each of its outcomes leads on: `next`, a step's id, an ending, or
  # steps in place. Your editor offers the operations; `frontdesk check` names an outcome that is missing.
  # - call: member.mailing_address
  #   as: address
  #   on:
  #     found: next
  #     unavailable: sorry

  - say: Say what was done.

  # Proof that the visitor can print and keep.
  # - receipt:
  #     title: What was done
  #     lines:
  #       Mailed to: \"{{{{ address.masked }}}}\"

# Ends that several steps lead to.
# endings:
#   sorry:
#     say: I cannot reach our account service just now.
#     handoff: true
",
        first = schemas::first_line(schemas::FLOW, 1),
        title = yaml(title),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_read_or_refused_with_a_remedy() {
        assert_eq!(id("flows/change-address.yaml").unwrap(), "change-address");
        assert!(
            id("Change Address")
                .unwrap_err()
                .contains("did you mean `change-address`?")
        );
        assert!(id("safety").unwrap_err().contains("choose another"));
        assert!(id("../../x").unwrap_err().contains("did you mean `x`?"));
        assert!(id("//").unwrap_err().contains("lower-case letters"));
    }
}
