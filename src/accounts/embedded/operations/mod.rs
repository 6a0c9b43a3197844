//! One file per operation of the contract: what it is given, and what it does.

pub(super) mod member_answer;
pub(super) mod member_begin_recovery;
pub(super) mod member_check_code;
pub(super) mod member_mailing_address;
pub(super) mod member_reissue_pin;
pub(super) mod member_reset_password;
pub(super) mod provider_verify_ownership;
pub(super) mod sealed_deposit;
pub(super) mod session_confirm;
pub(super) mod session_end;
pub(super) mod session_look_up;
pub(super) mod session_sign_in;
