//! The threads that run the model.
//!
//! Each run has one thread, so that as many texts are worked on at once as there are lanes. A question is taken before
//! texts of the content, and one lane takes nothing but questions: new content never makes a visitor wait for more than
//! his share of the processor. Whoever asks waits without lending his thread to anything else (a worker of rayon that
//! waits for another pool takes up further work meanwhile, and could end up waiting for itself).

use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::Sender;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;

use rten::ThreadPool;

use super::EmbeddingError;
use super::vector::Vector;

/// Lanes at most for content.
const MOST: usize = 16;

/// What runs the model: a vector for each text, whose pieces are given, as many of each; with the threads that it may use.
pub(super) type Run = dyn Fn(&[Vec<i32>], &Arc<ThreadPool>) -> Result<Vec<Vector>, EmbeddingError> + Send + Sync;

/// The threads. They live as long as the process.
pub(super) struct Lanes {
    waiting: Arc<Waiting>,
    for_content: usize,
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

#[derive(Default)]
struct Waiting {
    jobs: Mutex<Jobs>,
    more: Condvar,
}

/// There are no more than callers wait for: one question each, and of content a few for each lane.
#[derive(Default)]
struct Jobs {
    questions: VecDeque<Job>,
    content: VecDeque<Job>,
}

impl Lanes {
    /// One lane for each core, and one for questions alone.
    ///
    /// # Errors
    /// Where the system gives no thread.
    pub(super) fn start(run: &Arc<Run>) -> Result<Self, EmbeddingError> {
        let for_content = thread::available_parallelism().map_or(1, usize::from).min(MOST);
        let waiting = Arc::new(Waiting::default());
        for number in 0..=for_content {
            let (waiting, run) = (Arc::clone(&waiting), Arc::clone(run));
            thread::Builder::new()
                .name(format!("embedding-{number}"))
                .spawn(move || serve(&waiting, &*run, number > 0))
                .map_err(|error| EmbeddingError::Threads(error.to_string()))?;
        }
        Ok(Self { waiting, for_content })
    }

    /// Jobs of the content that are worked on at once.
    pub(super) fn for_content(&self) -> usize {
        self.for_content
    }

    /// Hands over a job. It is always answered.
    pub(super) fn hand_over(&self, urgency: Urgency, job: Job) {
        let mut jobs = self.waiting.jobs();
        match urgency {
            Urgency::Question => jobs.questions.push_back(job),
            Urgency::Content => jobs.content.push_back(job),
        }
        drop(jobs);
        // All, as the one that is woken might take only questions.
        self.waiting.more.notify_all();
    }
}

impl Waiting {
    fn jobs(&self) -> MutexGuard<'_, Jobs> {
        self.jobs.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn next(&self, takes_content: bool) -> Job {
        let mut jobs = self.jobs();
        loop {
            let question = jobs.questions.pop_front();
            let job = question.or_else(|| takes_content.then(|| jobs.content.pop_front()).flatten());
            match job {
                Some(job) => return job,
                None => jobs = self.more.wait(jobs).unwrap_or_else(PoisonError::into_inner),
            }
        }
    }
}

/// Does one job after the other, for ever, from within a pool of one thread: there the model runs at once, on that thread.
fn serve(waiting: &Waiting, run: &Run, takes_content: bool) {
    let threads = Arc::new(ThreadPool::with_num_threads(1));
    threads.run(|| {
        loop {
            let job = waiting.next(takes_content);
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
