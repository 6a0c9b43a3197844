//! The made-up insurer's portal: a page for members, one for providers, and the mail that the demonstration "sends".

use std::sync::Arc;

use axum::Extension;
use axum::extract::State;
use axum::response::Response;
use http::{HeaderMap, StatusCode, header};
use jiff::Timestamp;
use minijinja::{Value, context};

use super::demo::Demo;
use super::problem::Problem;
use super::server::Peer;
use super::session::{self, Pending, SignedIn};
use super::{Web, cookies};
use crate::conversation::Audience;

/// What a page may set of the chat's look (`widget/tokens.css`): the end of the property's name, what it is, its default.
const LOOKS: [[&str; 3]; 8] = [
    ["font", "Font", "the system's own"],
    ["radius", "Corners", "12px"],
    ["width", "Width", "25rem"],
    ["height", "Height at most", "42.5rem"],
    ["bottom", "From the lower edge", "16px"],
    ["end", "From the end of the line", "16px"],
    ["start", "From its start", "auto"],
    ["z-index", "Lies above", "2147483000"],
];

/// What a page says about the last step of a sign-in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Notice(String);

impl Notice {
    /// Why a sign-in did not go on, by the outcome of the account service.
    pub(super) fn refused(outcome: &str) -> Self {
        Self(outcome.to_owned())
    }
}

/// Where the page of an audience is.
pub(super) fn path(audience: Audience) -> &'static str {
    match audience {
        Audience::Member => "/member",
        Audience::Provider => "/provider",
    }
}

/// `GET /`
pub(super) async fn home(State(web): State<Arc<Web>>) -> Result<Response, Problem> {
    let values = context! { here => "home", ..facts(&web) };
    demo(&web)?.pages.render("home.html", StatusCode::OK, values)
}

/// `GET /member`
pub(super) async fn member(
    state: State<Arc<Web>>,
    peer: Extension<Peer>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    page(state, peer, headers, Audience::Member).await
}

/// `GET /provider`
pub(super) async fn provider(
    state: State<Arc<Web>>,
    peer: Extension<Peer>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    page(state, peer, headers, Audience::Provider).await
}

async fn page(
    State(web): State<Arc<Web>>,
    Extension(peer): Extension<Peer>,
    headers: HeaderMap,
    audience: Audience,
) -> Result<Response, Problem> {
    let network = web.network(peer, &headers);
    let who = session::signed_in(&web, &headers, network).await?;
    let who = who.filter(|who| who.audience == audience.as_str());
    let pending = Pending::of(&headers);
    let view = View {
        audience,
        who,
        code_step: pending.is_some() && audience == Audience::Provider,
        masked: pending.masked,
        notice: None,
    };
    view.render(&web, &headers, StatusCode::OK)
}

/// The page again after a sign-in that did not go on.
pub(super) fn sign_in_page(
    web: &Web,
    audience: Audience,
    headers: &HeaderMap,
    status: StatusCode,
    notice: Notice,
) -> Result<Response, Problem> {
    let pending = Pending::of(headers);
    let view = View {
        audience,
        who: None,
        code_step: matches!(notice.0.as_str(), "wrong" | "too_fast") && pending.is_some(),
        masked: pending.masked,
        notice: Some(notice),
    };
    view.render(web, headers, status)
}

/// What one page shows.
struct View {
    audience: Audience,
    who: Option<SignedIn>,
    /// Where the code was sent.
    masked: String,
    code_step: bool,
    notice: Option<Notice>,
}

impl View {
    fn render(self, web: &Web, headers: &HeaderMap, status: StatusCode) -> Result<Response, Problem> {
        let demo = demo(web)?;
        let known = cookies::read(headers, cookies::FORM);
        let form = known.map_or_else(|| web.random(), str::to_owned);
        let expires_in_days = cookies::read(headers, cookies::EXPIRES).and_then(|days| days.parse::<u16>().ok());
        let values = context! {
            expires_in_days,
            here => self.audience.as_str(),
            person => self.who.map(|who| who.name),
            masked => self.masked,
            code_step => self.code_step,
            notice => self.notice.map(|notice| notice.0),
            form => form.as_str(),
            tasks => tasks(self.audience),
            people => demo.people(self.audience),
            ownership => demo.ownership(self.audience),
            ..facts(web)
        };
        let mut response = demo.pages.render("portal.html", status, values)?;
        if known.is_none()
            && let Some(cookie) = cookies::set(cookies::FORM, &form, web.settings.secure_cookies)
        {
            response.headers_mut().append(header::SET_COOKIE, cookie);
        }
        if expires_in_days.is_some()
            && let Some(cookie) = cookies::clear(cookies::EXPIRES, web.settings.secure_cookies)
        {
            response.headers_mut().append(header::SET_COOKIE, cookie);
        }
        Ok(response)
    }
}

/// `GET /playground`: how the chat looks and what a page can do with it, to try.
pub(super) async fn playground(State(web): State<Arc<Web>>) -> Result<Response, Problem> {
    let values = context! { here => "playground", looks => LOOKS, ..facts(&web) };
    demo(&web)?.pages.render("playground.html", StatusCode::OK, values)
}

/// `GET /demo/outbox`
pub(super) async fn outbox(State(web): State<Arc<Web>>) -> Result<Response, Problem> {
    let demo = demo(&web)?;
    let mails: Vec<Value> = demo
        .service
        .demo_outbox()
        .await
        .into_iter()
        .map(|mail| {
            let at = Timestamp::from_millisecond(mail.queued_at).unwrap_or_default();
            let local = at.to_zoned_datetime(demo.time_zone.clone());
            context! {
                channel => mail.channel.as_str(),
                to => mail.to,
                subject => mail.subject,
                text => mail.text,
                at => at.to_string(),
                when => local.strftime("%A, %B %-d, %Y, %-I:%M:%S %p %Z").to_string(),
            }
        })
        .collect();
    let values = context! { here => "outbox", mails, ..facts(&web) };
    demo.pages.render("outbox.html", StatusCode::OK, values)
}

fn demo(web: &Web) -> Result<&Demo, Problem> {
    web.demo.as_ref().ok_or_else(|| Problem::status(StatusCode::NOT_FOUND))
}

/// Telephone numbers and figures, as the answers quote them.
fn facts(web: &Web) -> Value {
    web.content.current().facts().clone()
}

/// What the cards of a page offer: title, text, button, and what the button asks.
fn tasks(audience: Audience) -> Vec<Value> {
    let tasks: &[[&str; 4]] = match audience {
        Audience::Member => &[
            [
                "Get a new PIN",
                "Your PIN comes by post. If you lost it, we mail you another.",
                "Request a PIN",
                "i lost my pin",
            ],
            [
                "Reset your password",
                "Choose a new one in a few minutes, right here.",
                "Reset it now",
                "i forgot my password",
            ],
            [
                "Register online",
                "What you need at hand, and what each field wants.",
                "Ask about it",
                "how do i register",
            ],
        ],
        Audience::Provider => &[
            [
                "Is our organization registered?",
                "Prove who you are with two claims and see your account managers.",
                "Find out",
                "is our clinic already registered",
            ],
            [
                "Change an account manager",
                "What the letter must say and where it goes.",
                "Show me how",
                "how do we replace our account manager",
            ],
            [
                "Help with signing in",
                "Codes, expired passwords and disabled accounts.",
                "Get help",
                "my account is locked",
            ],
        ],
    };
    tasks
        .iter()
        .map(|&[title, text, button, ask]| context! { title, text, button, ask })
        .collect()
}
