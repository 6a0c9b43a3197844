//! The sentence model: pieces of texts in, vectors out. Runs on the thread of its caller's pool, one thread to a run.

use std::sync::Arc;

use rten::{ModelOptions, NodeId, RunOptions, ThreadPool, Value, op_registry};

use super::EmbeddingError;
use super::vector::{DIMENSIONS, Vector};

/// all-MiniLM-L6-v2 with its weights in 8 bits (`index/model/README.md`).
static FILE: &[u8] = include_bytes!("../../index/model/model.onnx");

/// The file's SHA-256: vectors are kept under it, so that those of another model are never taken for this one's.
pub(super) const SHA256: &str = "22fccbbe7da7ae2916520d2ae4dbc9fd0423d161ebbc99f6e9e424a459b5445c";

/// The model, loaded: about 85 MB, as the weights are unpacked to the layout that the processor is quickest with.
pub(super) struct Model {
    model: rten::Model,
    pieces: NodeId,
    mask: NodeId,
    kinds: NodeId,
    output: NodeId,
}

impl Model {
    /// Loads the model that ships.
    pub(super) fn shipped() -> Result<Self, EmbeddingError> {
        Self::read(FILE)
    }

    fn read(file: &'static [u8]) -> Result<Self, EmbeddingError> {
        let damaged = |error: &dyn std::fmt::Display| EmbeddingError::Model(error.to_string());
        let model = ModelOptions::with_ops(op_registry!(
            Add,
            Cast,
            DequantizeLinear,
            Erf,
            Gather,
            Identity,
            LayerNormalization,
            MatMul,
            Mul,
            Reshape,
            Shape,
            Slice,
            Softmax,
            Sub,
            Transpose,
            Unsqueeze
        ))
        .prepack_weights(true)
        .load_static_slice(file)
        .map_err(|error| damaged(&error))?;
        let node = |name| model.node_id(name).map_err(|error| damaged(&error));
        Ok(Self {
            pieces: node("input_ids")?,
            mask: node("attention_mask")?,
            kinds: node("token_type_ids")?,
            output: node("last_hidden_state")?,
            model,
        })
    }

    /// A vector for each text: the mean of what the model makes of its pieces, at the length of one. All texts have the
    /// same number of pieces.
    pub(super) fn vectors(&self, texts: &[Vec<i32>], threads: &Arc<ThreadPool>) -> Result<Vec<Vector>, EmbeddingError> {
        let pieces = texts.concat();
        let shape = [texts.len(), pieces.len() / texts.len().max(1)];
        let value = |numbers: Vec<i32>| Value::from_shape(shape, numbers).map_err(|error| failed(&error));
        let inputs = vec![
            (self.mask, value(vec![1; pieces.len()])?.into()),
            (self.kinds, value(vec![0; pieces.len()])?.into()),
            (self.pieces, value(pieces)?.into()),
        ];
        let options = RunOptions::default().with_thread_pool(Some(Arc::clone(threads)));
        let run = self.model.run_n(inputs, [self.output], Some(options));
        let [output] = run.map_err(|error| failed(&error))?;
        let (_, numbers) = output.into_shape_vec::<f32, 3>().map_err(|error| failed(&error))?;
        let of_a_text = (shape[1] * DIMENSIONS).max(1);
        Ok(numbers.chunks_exact(of_a_text).map(toward_the_mean).collect())
    }
}

/// The unit vector in the direction of the mean of all pieces.
fn toward_the_mean(numbers: &[f32]) -> Vector {
    let mut sum = [0.0; DIMENSIONS];
    for piece in numbers.as_chunks::<DIMENSIONS>().0 {
        for (sum, number) in sum.iter_mut().zip(piece) {
            *sum += number;
        }
    }
    Vector::toward(&sum)
}

fn failed(error: &dyn std::fmt::Display) -> EmbeddingError {
    EmbeddingError::Run(error.to_string())
}

#[cfg(test)]
mod tests {
    use sha2::{Digest, Sha256};

    use super::*;

    #[test]
    fn the_file_is_the_one_that_its_vectors_are_kept_under() {
        assert_eq!(hex::encode(Sha256::digest(FILE)), SHA256);
    }

    #[test]
    fn a_damaged_model_is_told_with_a_remedy() {
        let told = Model::read(&FILE[..1000]).err().unwrap().to_string();
        assert!(told.contains("index.model = \"none\""), "{told}");
    }
}
