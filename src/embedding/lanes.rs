//! The threads that run the model.
//!
//! Each run has one thread. There are as many lanes for questions as there are cores, and as many for texts of the content,
//! which give way: to the system they are less urgent than anything that a visitor waits for. Whoever asks waits without
//! lending his thread to anything else (a worker of rayon that waits for another pool takes up further work meanwhile, and
//! could end up waiting for itself).

use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::Sender;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;

use rten::ThreadPool;

use super::EmbeddingError;
use super::vector::Vector;
use crate::background;

/// Lanes at most of either kind.
const MOST: usize = 16;

/// What runs the model: a vector for each text, whose pieces are given, as many of each; with the threads that it may use.
pub(super) type Run = dyn Fn(&[Vec<i32>], &Arc<ThreadPool>) -> Result<Vec<Vector>, EmbeddingError> + Send + Sync;

/// The threads. They live as long as the process.
pub(super) struct Lanes {
    questions: Arc<Queue>,
    content: Arc<Queue>,
    /// How many there are of either kind.
    of_a_kind: usize,
}

/// Texts to be worked on in one run.
pub(super) struct Job {
    /// The pieces of each text: the same number of them.
    pub(super) texts: Vec<Vec<i32>>,
    /// Which of the jobs that share `answer` it is.
    pub(super) number: usize,
    /// Where the vectors go; nobody need be there any more.
    pub(super) answer: Sender<(usize, Result<Vec<Vector>, EmbeddingError>)>,
}

/// How urgent a job is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Urgency {
    /// Somebody waits for an answer.
    Question,
    /// It is done before new content goes live.
    Content,
}

/// What waits for a lane. That is no more than callers wait for: one question each, and of content a few for each lane.
#[derive(Default)]
struct Queue {
    jobs: Mutex<VecDeque<Job>>,
    more: Condvar,
}

impl Lanes {
    /// Two lanes for each core.
    ///
    /// # Errors
    /// Where the system gives no thread.
    pub(super) fn start(run: &Arc<Run>) -> Result<Self, EmbeddingError> {
        let lanes = Self {
            questions: Arc::default(),
            content: Arc::default(),
            of_a_kind: thread::available_parallelism().map_or(1, usize::from).min(MOST),
        };
        for number in 0..lanes.of_a_kind {
            lane(&lanes.questions, run, format!("question-{number}"), || ())?;
            lane(&lanes.content, run, format!("content-{number}"), background::give_way)?;
        }
        Ok(lanes)
    }

    /// Jobs of the content that are worked on at once.
    pub(super) fn for_content(&self) -> usize {
        self.of_a_kind
    }

    /// Hands over a job. It is always answered.
    pub(super) fn hand_over(&self, urgency: Urgency, job: Job) {
        let queue = match urgency {
            Urgency::Question => &self.questions,
            Urgency::Content => &self.content,
        };
        queue.jobs().push_back(job);
        queue.more.notify_one();
    }
}

impl Queue {
    fn jobs(&self) -> MutexGuard<'_, VecDeque<Job>> {
        self.jobs.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn next(&self) -> Job {
        let mut jobs = self.jobs();
        loop {
            match jobs.pop_front() {
                Some(job) => return job,
                None => jobs = self.more.wait(jobs).unwrap_or_else(PoisonError::into_inner),
            }
        }
    }
}

/// Starts a lane.
fn lane(queue: &Arc<Queue>, run: &Arc<Run>, name: String, prepare: fn()) -> Result<(), EmbeddingError> {
    let (queue, run) = (Arc::clone(queue), Arc::clone(run));
    let started = thread::Builder::new()
        .name(name)
        .spawn(move || serve(&queue, &*run, prepare));
    started.map_err(|error| EmbeddingError::Threads(error.to_string()))?;
    Ok(())
}

/// Does one job after the other, for ever, from within a pool of one thread: there the model runs at once, on that thread.
fn serve(queue: &Queue, run: &Run, prepare: fn()) {
    let threads = Arc::new(ThreadPool::with_num_threads(1));
    threads.run(|| {
        prepare();
        loop {
            let job = queue.next();
            let vectors = catch_unwind(AssertUnwindSafe(|| run(&job.texts, &threads)));
            let vectors = vectors.unwrap_or_else(|_| Err(EmbeddingError::Run("it panicked".into())));
            drop(job.answer.send((job.number, vectors)));
        }
    });
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use super::*;

    #[test]
    fn a_question_is_answered_while_content_holds_every_other_lane() {
        let (release, held) = mpsc::channel::<()>();
        let held = Mutex::new(held);
        let run: Arc<Run> = Arc::new(move |texts, _| {
            if texts.is_empty() {
                held.lock().unwrap().recv().unwrap_err();
            }
            Ok(Vec::new())
        });
        let lanes = Lanes::start(&run).unwrap();
        let jobs = 2 * lanes.for_content();
        let (answer, answered) = mpsc::channel();
        let job = |number, texts| Job {
            texts,
            number,
            answer: answer.clone(),
        };
        (0..jobs).for_each(|number| lanes.hand_over(Urgency::Content, job(number, Vec::new())));
        lanes.hand_over(Urgency::Question, job(jobs, vec![vec![1]]));
        assert_eq!(answered.recv().unwrap().0, jobs, "the question comes first");
        drop(release);
        assert_eq!(answered.iter().take(jobs).count(), jobs);
    }

    #[test]
    fn a_job_that_panics_is_answered_and_takes_nobody_with_it() {
        let run: Arc<Run> = Arc::new(|texts, _| match texts {
            [] => panic!("as planned"),
            _ => Ok(Vec::new()),
        });
        let lanes = Lanes::start(&run).unwrap();
        let ask = |texts| {
            let (answer, answered) = mpsc::channel();
            let job = Job {
                texts,
                number: 0,
                answer,
            };
            lanes.hand_over(Urgency::Question, job);
            answered.recv().unwrap().1
        };
        for _ in 0..3 * lanes.for_content() {
            assert!(ask(Vec::new()).is_err());
        }
        assert!(ask(vec![vec![1]]).is_ok());
    }
}
