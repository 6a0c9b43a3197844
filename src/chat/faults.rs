//! Where a test may let the power fail.

/// A point of a turn at which the process might die. What is committed by then must be enough to finish the turn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FaultPoint {
    /// A turn is worked out, and nothing of it is kept.
    TurnWorkedOut,
    /// A turn is kept (with the call it starts), and nobody has heard of it.
    TurnCommitted,
    /// A call is about to go out.
    CallStarted,
    /// A call was answered, and nothing is made of the answer yet.
    CallAnswered,
    /// The turn that takes an outcome in is worked out, and nothing of it is kept.
    OutcomeWorkedOut,
    /// The turn that takes an outcome in is kept, and nobody has heard of it.
    OutcomeCommitted,
}

impl FaultPoint {
    /// Every point.
    pub const ALL: [Self; 6] = [
        Self::TurnWorkedOut,
        Self::TurnCommitted,
        Self::CallStarted,
        Self::CallAnswered,
        Self::OutcomeWorkedOut,
        Self::OutcomeCommitted,
    ];
}

/// Asked at each point.
pub trait Faults: Send + Sync + 'static {
    /// Whether to leave off here, as if the process had died. A hook that lets the whole process die does not return.
    fn strikes(&self, point: FaultPoint) -> bool;
}

/// Nothing fails.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoFaults;

impl Faults for NoFaults {
    fn strikes(&self, _: FaultPoint) -> bool {
        false
    }
}
