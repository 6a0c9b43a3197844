//! The threads that run the model.
//!
//! Each run has one thread, so that as many texts are worked on at once as there are lanes. A question is taken before
//! texts of the content, one lane takes nothing but questions, and content has only those cores that no question needs: new
//! content hardly makes a visitor wait. Whoever asks waits without lending his thread to anything else (a worker of rayon that
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

struct Waiting {
    jobs: Mutex<Jobs>,
    changed: Condvar,
    cores: usize,
}

/// There are no more than callers wait for: one question each, and of content a few for each lane.
#[derive(Default)]
struct Jobs {
    questions: VecDeque<Job>,
    content: VecDeque<Job>,
    /// How many jobs are being done.
    running: usize,
}

impl Jobs {
    /// The most urgent one; of content only if a core is idle.
    fn take(&mut self, cores: usize, takes_content: bool) -> Option<Job> {
        let content_may_run = takes_content && self.running < cores;
        let question = self.questions.pop_front();
        let job = question.or_else(|| content_may_run.then(|| self.content.pop_front()).flatten())?;
        self.running += 1;
        Some(job)
    }
}

impl Lanes {
    /// One lane for each core, and one for questions alone.
    ///
    /// # Errors
    /// Where the system gives no thread.
    pub(super) fn start(run: &Arc<Run>) -> Result<Self, EmbeddingError> {
        let waiting = Arc::new(Waiting {
            jobs: Mutex::default(),
            changed: Condvar::new(),
            cores: thread::available_parallelism().map_or(1, usize::from).min(MOST),
        });
        for number in 0..=waiting.cores {
            let (waiting, run) = (Arc::clone(&waiting), Arc::clone(run));
            thread::Builder::new()
                .name(format!("embedding-{number}"))
                .spawn(move || serve(&waiting, &*run, number > 0))
                .map_err(|error| EmbeddingError::Threads(error.to_string()))?;
        }
        Ok(Self { waiting })
    }

    /// Jobs of the content that are worked on at once.
    pub(super) fn for_content(&self) -> usize {
        self.waiting.cores
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
        self.waiting.changed.notify_all();
    }
}

impl Waiting {
    fn jobs(&self) -> MutexGuard<'_, Jobs> {
        self.jobs.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn next(&self, takes_content: bool) -> Job {
        let mut jobs = self.jobs();
        loop {
            match jobs.take(self.cores, takes_content) {
                Some(job) => return job,
                None => jobs = self.changed.wait(jobs).unwrap_or_else(PoisonError::into_inner),
            }
        }
    }

    fn done(&self) {
        self.jobs().running -= 1;
        self.changed.notify_all();
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
            waiting.done();
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
    fn content_has_the_cores_that_no_question_needs() {
        let (answer, _answered) = mpsc::channel();
        let job = |number| Job {
            texts: Vec::new(),
            number,
            answer: answer.clone(),
        };
        let mut jobs = Jobs::default();
        jobs.content.extend([job(0), job(1), job(2)]);
        jobs.questions.push_back(job(3));
        let mut take = |takes_content| jobs.take(2, takes_content).map(|job| job.number);
        assert_eq!(take(true), Some(3));
        assert_eq!(take(false), None);
        assert_eq!(take(true), Some(0));
        assert_eq!(take(true), None, "two cores are busy");
        jobs.questions.push_back(job(4));
        assert_eq!(
            jobs.take(2, false).map(|job| job.number),
            Some(4),
            "a question never waits for content"
        );
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
