// SPDX-License-Identifier: Apache-2.0
// SFace: its 1 x 1 convolutions as oneDNN primitives, and everything else by our own loops (models/sface_rows.h).
//
// The convolutions take one face at a time: a batch's weights would be read from memory once, but its numbers would not
// stay in the processor's cache. Only the last layer, which has most weights and few numbers, takes several.
#include <omp.h>
#include <dnnl.hpp>

#include <algorithm>
#include <utility>
#include <vector>

#include "models/bf16.h"
#include "models/embedder_engines.h"
#include "models/onednn_primitives.h"
#include "models/sface_network.h"
#include "models/sface_rows.h"

namespace facefs {
namespace {

using dnnl::memory;

/// A 1 x 1 convolution over side x side pixels, channels last.
class Pointwise {
 public:
  Pointwise(const dnnl::engine& engine, const SfacePair& pair, std::size_t side, memory::data_type type)
      : bias_(described({pair.outputs}, memory::data_type::f32, memory::format_tag::a), engine) {
    const memory::desc from = described({1, pair.inputs, side, side}, type, memory::format_tag::nhwc);
    const memory::desc to = described({1, pair.outputs, side, side}, type, memory::format_tag::nhwc);
    const memory::desc any = described({pair.outputs, pair.inputs, 1, 1}, type, memory::format_tag::any);
    const auto chosen = onednn::chosen(engine, onednn::Convolution{from, any, bias_.get_desc(), to, 1, 0}, {});
    weights_ = packed(engine, pair, chosen.weights_desc());
    std::copy(pair.ending.bias.begin(), pair.ending.bias.end(), static_cast<float*>(bias_.get_data_handle()));
    in_ = memory(from, engine, DNNL_MEMORY_NONE);
    out_ = memory(to, engine, DNNL_MEMORY_NONE);
    convolution_ = dnnl::convolution_forward(chosen);
  }

  void run(dnnl::stream& stream, void* in, void* out) {
    in_.set_data_handle(in);
    out_.set_data_handle(out);
    convolution_.execute(
        stream, {{DNNL_ARG_SRC, in_}, {DNNL_ARG_WEIGHTS, weights_}, {DNNL_ARG_BIAS, bias_}, {DNNL_ARG_DST, out_}});
  }

 private:
  static memory::desc described(const std::vector<std::size_t>& sizes, memory::data_type type,
                                memory::format_tag layout) {
    return {memory::dims(sizes.begin(), sizes.end()), type, layout};
  }

  static memory packed(const dnnl::engine& engine, const SfacePair& pair, const memory::desc& wanted) {
    std::vector<float> plain = pair.pointwise;
    memory from(described({pair.outputs, pair.inputs, 1, 1}, memory::data_type::f32, memory::format_tag::oihw), engine,
                plain.data());
    memory to(wanted, engine);
    dnnl::stream stream(engine);
    dnnl::reorder(from, to).execute(stream, from, to);
    stream.wait();
    return to;
  }

  memory weights_, bias_, in_, out_;
  dnnl::convolution_forward convolution_;
};

template <typename Number>
class SfaceEmbedder final : public Embedder {
 public:
  explicit SfaceEmbedder(const std::filesystem::path& models) : network_(sface_network(models)), stream_(engine_) {
    constexpr auto kType = sizeof(Number) == 4 ? memory::data_type::f32 : memory::data_type::bf16;
    std::size_t side = sface::kSide;
    for (SfacePair& pair : network_.pairs) {
      side /= pair.stride;
      pointwise_.emplace_back(engine_, pair, side, kType);
      std::vector<float>().swap(pair.pointwise);
    }
  }

  std::vector<Embedding> embed(std::span<const Image> chips) override {
    std::vector<Embedding> embeddings;
    if (chips.empty()) return embeddings;
    // Exists only while faces are embedded: in between a picture is decoded in its place.
    Memory memory;
    for (; !chips.empty(); chips = chips.subspan(std::min(kAtOnce, chips.size()))) {
      std::vector<std::vector<float>> last;
      for (const Image& chip : chips.first(std::min(kAtOnce, chips.size()))) last.push_back(convolved(chip, memory));
      for (const Embedding& embedding : sface::projected(last, network_))
        embeddings.push_back(with_length(embedding, kSfaceRadius));
    }
    return embeddings;
  }

 private:
  static constexpr std::size_t kAtOnce = 8;  // faces; each takes 200 KB until the last layer
  static constexpr std::size_t kMostMade = sface::kSide * sface::kSide * 64;   // by the first pair
  static constexpr std::size_t kMostTaken = sface::kSide * sface::kSide * 32;  // in it

  struct Memory {
    std::unique_ptr<Number[]> made = std::make_unique_for_overwrite<Number[]>(kMostMade);
    std::unique_ptr<Number[]> taken = std::make_unique_for_overwrite<Number[]>(kMostTaken);
  };

  std::vector<float> convolved(const Image& chip, Memory& memory) {
    sface::stem(chip, network_, memory.made.get());
    const float* slopes = network_.stem_ending.slopes.data();
    std::size_t side = sface::kSide;
    for (std::size_t i = 0; i < network_.pairs.size(); ++i) {
      const SfacePair& pair = network_.pairs[i];
      sface::depthwise(memory.made.get(), side, slopes, pair, memory.taken.get());
      pointwise_[i].run(stream_, memory.taken.get(), memory.made.get());
      stream_.wait();
      side /= pair.stride;
      slopes = pair.ending.slopes.data();
    }
    return sface::last_numbers(memory.made.get(), network_);
  }

  SfaceNetwork network_;  ///< without the weights that oneDNN has
  dnnl::engine engine_{dnnl::engine::kind::cpu, 0};
  dnnl::stream stream_;
  std::vector<Pointwise> pointwise_;
};

}  // namespace

std::unique_ptr<Embedder> make_sface_embedder(EmbedderEngine precision, const std::filesystem::path& models) {
  omp_set_num_threads(1);  // a worker is one core; there are as many workers as cores
  if (precision == EmbedderEngine::bf16) return std::make_unique<SfaceEmbedder<std::uint16_t>>(models);
  return std::make_unique<SfaceEmbedder<float>>(models);
}

}  // namespace facefs
