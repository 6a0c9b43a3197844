//! What texts ask for.

use super::*;

#[test]
fn questions_are_told_from_wishes() {
    for question in [
        "How do I get a new PIN",
        "can i get a new pin",
        "my pin?",
        "what if i lost my pin",
        "hi, how do i reset my password, please",
        "can you tell me when my pin comes",
        "Could you please explain the password rules?",
        "i want to know how to get a new pin",
        "i forgot my password, how do i reset it",
        "would i have to pay for a new pin",
        "doesnt my pin expire",
        "Can't I choose my own PIN",
        "must i change my password",
        "were the letters mailed",
        "what if i do not need a pin any more",
        "why do i not need a pin",
        "Hello, what are the rules? Greetings from here",
    ] {
        assert_eq!(asks(question), Asks::Question, "{question}");
    }
    for wish in [
        "i lost my pin",
        "reset my password",
        "Can you reset my password?",
        "new pin please",
        "please could you send me a pin?",
        "i lost my pin, can you send me another?",
        "ok send me one",
        "i don't remember my password",
        "don't know my pin",
        "my pin doesn't work",
        "can't remember my password",
        "would like a new pin",
        "the site is not asking for my pin",
        "my letter is not going to arrive in time",
        "i am not going to be home, send another pin",
        "they are not looking at my letter",
        "",
    ] {
        assert_eq!(asks(wish), Asks::Wish, "{wish}");
    }
}

#[test]
fn what_shall_not_be_done_is_heard() {
    for refusal in [
        "do NOT send me a new pin",
        "Don't reset my password!",
        "i don't want to change my password, just my user name",
        "please do not, ever, send me a new pin",
        "no need to mail me another pin",
        "i didn't ask for a new pin",
        "ok but don’t mail it",
        "not my password",
        "i am not asking for a new pin",
        "we're definitely not going to reset the password",
        "not trying to get a new pin",
        "i do not need a new pin any more",
        "could you please stop sending me letters",
        "tell them i do not want a new pin",
        "i am all set, not asking for a new pin",
        "we are all set, not another letter",
        "i am a member, not another pin please",
    ] {
        assert_eq!(asks(refusal), Asks::Refusal, "{refusal}");
    }
    for other in [
        "why don't you send it by email",
        "don't you have my address",
        "i don't have a pin",
        "do i not need a pin?",
        "don't the letters come by mail",
        "the site is not asking for my pin",
        "my letter is not going to arrive in time",
        "what if i do not need a pin any more",
        "my pin has not come",
        "it won't take my password",
        "i am only a user, not the manager, and my password is about to expire",
    ] {
        assert_ne!(asks(other), Asks::Refusal, "{other}");
    }
}
