//! The same records as JSON under `/api/v1`; the shapes of search, ask and summary are a contract
//! shared with the commands. `static/openapi.json` describes every route; a test compares them.

pub(crate) mod agendas;
pub(crate) mod announcements;
pub(crate) mod ask;
pub(crate) mod changes;
pub(crate) mod events;
pub(crate) mod import;
pub(crate) mod missed;
pub(crate) mod operators;
pub(crate) mod programme;
pub(crate) mod search;
pub(crate) mod speakers;
pub(crate) mod summary;
pub(crate) mod talks;
pub(crate) mod topics;
