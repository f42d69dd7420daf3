// SPDX-License-Identifier: Apache-2.0
// The face network as oneDNN primitives, made once for each of kBatches. Activations are channels-last. Where oneDNN
// has no primitive (dlib's sum of two layers of different sizes), a loop of our own does it.
#include <omp.h>
#include <dnnl.hpp>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <functional>
#include <new>
#include <unordered_map>
#include <utility>

#include "models/aligner.h"
#include "models/bf16.h"
#include "models/embedder_engines.h"
#include "models/folded_network.h"
#include "models/onednn_primitives.h"

namespace facefs {
namespace {

using dnnl::algorithm;
using dnnl::memory;

constexpr std::array<int, 3> kBatches = {8, 3, 1};  // the weights are read from memory once a batch

// dlib's input_rgb_image: (value - mean) / 256.
constexpr std::array<float, 3> kMeans = {122.782F, 117.001F, 104.298F};

/// The convolutions' weights in the layouts that primitives choose. As a rule a layout is the same for every batch
/// size, and is then kept once.
class PackedWeights {
 public:
  PackedWeights(const dnnl::engine& engine, FoldedNetwork network)
      : engine_(engine), stream_(engine), network_(std::move(network)), kept_(network_.convolutions.size()) {}

  const FoldedConvolution& convolution(std::size_t number) const { return network_.convolutions.at(number); }

  memory weights(std::size_t number, const memory::desc& wanted) {
    for (const memory& kept : kept_[number])
      if (kept.get_desc() == wanted) return kept;
    FoldedConvolution& from = network_.convolutions[number];
    const memory::desc plain({from.filters, from.channels, from.side, from.side}, memory::data_type::f32,
                             memory::format_tag::oihw);
    return kept_[number].emplace_back(packed(from.weights, plain, wanted));
  }

  memory bias(std::size_t number) {
    std::vector<float>& bias = network_.convolutions[number].bias;
    const memory::desc desc({static_cast<memory::dim>(bias.size())}, memory::data_type::f32, memory::format_tag::a);
    return {desc, engine_, bias.data()};
  }

  std::span<const float> projection() const { return network_.projection; }

  /// Frees the plain weights, which are not needed once every primitive is made. (Assigning {} would keep their
  /// memory.)
  void drop_plain() {
    for (FoldedConvolution& each : network_.convolutions) std::vector<float>().swap(each.weights);
  }

 private:
  memory packed(std::vector<float>& values, const memory::desc& plain, const memory::desc& wanted) {
    memory from(plain, engine_, values.data());
    memory to(wanted, engine_);
    dnnl::reorder(from, to).execute(stream_, from, to);
    stream_.wait();
    return to;
  }

  dnnl::engine engine_;
  dnnl::stream stream_;
  FoldedNetwork network_;
  std::vector<std::vector<memory>> kept_;  // of each convolution
};

/// Memory that layers use in turn, because what one has made is soon not needed any more. All plans share it, because
/// one runs at a time. It exists only while faces are embedded: in between a picture is decoded in its place.
class Scratch {
 public:
  enum Place : std::uint8_t { input, stem, level, between, made, kPlaces };
  using Sizes = std::array<std::size_t, kPlaces>;  ///< bytes

  explicit Scratch(const Sizes& sizes) {
    for (std::size_t i = 0; i < kPlaces; ++i) {
      memory_[i].reset(static_cast<char*>(std::aligned_alloc(64, (sizes[i] + 63) / 64 * 64)));
      if (!memory_[i]) throw std::bad_alloc();
    }
  }
  void* at(Place place) const { return memory_[place].get(); }

 private:
  struct Free {
    void operator()(char* bytes) const { std::free(bytes); }
  };
  std::array<std::unique_ptr<char, Free>, kPlaces> memory_;
};

/// A batch of pictures of `side` x `side` pixels, channels last.
struct Activations {
  memory numbers;
  int side = 0;
  int channels = 0;
};

/// The network for one batch size. Its weights are laid out as its primitives want them.
template <typename Number>
class Plan {
 public:
  /// Raises `needed` to the sizes that this plan needs.
  Plan(const dnnl::engine& engine, PackedWeights& weights, int batch, Scratch::Sizes& needed)
      : engine_(engine), stream_(engine), batch_(batch), weights_(weights), needed_(needed) {
    input_ = activations(kDlibChipSide, 3, Scratch::input);
    const Activations stem = convolution(input_, 2, 0, true, Scratch::stem);
    Activations at = pool(stem, algorithm::pooling_max, 3, Scratch::level);
    for (int i = 0; i < 3; ++i) at = residual(at);
    for (const int more : {3, 2, 2}) {
      at = halving(at);
      for (int i = 0; i < more; ++i) at = residual(at);
    }
    output_ = halving(at);
  }

  void run(const Scratch& scratch, std::span<const Image> chips, std::vector<Embedding>& embeddings) {
    for (auto& [numbers, place] : placed_) numbers.set_data_handle(scratch.at(place));
    fill_input(chips);
    for (const auto& step : steps_) step();
    stream_.wait();
    for (std::size_t i = 0; i < chips.size(); ++i) embeddings.push_back(embedding(i));
  }

 private:
  static constexpr memory::data_type kType = sizeof(Number) == 4 ? memory::data_type::f32 : memory::data_type::bf16;

  static Number* numbers_of(const memory& of) { return static_cast<Number*>(of.get_data_handle()); }

  Activations activations(int side, int channels, Scratch::Place place) {
    const memory::desc desc({batch_, channels, side, side}, kType, memory::format_tag::nhwc);
    needed_[place] = std::max(needed_[place], desc.get_size());
    placed_.emplace_back(memory(desc, engine_, DNNL_MEMORY_NONE), place);
    return {placed_.back().first, side, channels};
  }

  /// Adds the network's next convolution. With `added`, it adds to the numbers that are there already.
  Activations convolution(const Activations& in, int stride, int padding, bool relu, Scratch::Place place,
                          const Activations* added = nullptr) {
    const std::size_t number = next_++;
    const FoldedConvolution& weights = weights_.convolution(number);
    const int side = (in.side + 2 * padding - weights.side) / stride + 1;
    Activations out = added ? *added : activations(side, weights.filters, place);
    dnnl::post_ops after;
    if (added) after.append_sum();
    if (relu) onednn::append_relu(after);
    dnnl::primitive_attr attributes;
    attributes.set_post_ops(after);
    const memory::desc any({weights.filters, weights.channels, weights.side, weights.side}, kType,
                           memory::format_tag::any);
    const memory bias = weights_.bias(number);
    const auto chosen = onednn::chosen(
        engine_,
        onednn::Convolution{in.numbers.get_desc(), any, bias.get_desc(), out.numbers.get_desc(), stride, padding},
        attributes);
    add_step(dnnl::convolution_forward(chosen), {{DNNL_ARG_SRC, in.numbers},
                                                 {DNNL_ARG_WEIGHTS, weights_.weights(number, chosen.weights_desc())},
                                                 {DNNL_ARG_BIAS, bias},
                                                 {DNNL_ARG_DST, out.numbers}});
    return out;
  }

  Activations pool(const Activations& in, algorithm how, int size, Scratch::Place place) {
    Activations out = activations((in.side - size) / 2 + 1, in.channels, place);
    const auto chosen =
        onednn::chosen(engine_, onednn::Pooling{how, in.numbers.get_desc(), out.numbers.get_desc(), size});
    add_step(onednn::PoolingForward(chosen), {{DNNL_ARG_SRC, in.numbers}, {DNNL_ARG_DST, out.numbers}});
    return out;
  }

  Activations residual(const Activations& in) {
    const Activations between = convolution(in, 1, 1, true, Scratch::between);
    return convolution(between, 1, 1, true, Scratch::level, &in);
  }

  Activations halving(const Activations& in) {
    const Activations half = convolution(in, 2, 0, true, Scratch::between);
    const Activations made = convolution(half, 1, 1, false, Scratch::made);
    const Activations skipped = pool(in, algorithm::pooling_avg_exclude_padding, 2, Scratch::between);
    Activations out = activations(std::max(made.side, skipped.side), made.channels, Scratch::level);
    steps_.push_back([made, skipped, out, batch = batch_] {
      for (int i = 0; i < batch; ++i) add_unequal(made, skipped, out, i);
    });
    return out;
  }

  /// Sums two layers as dlib's add_prev does, with relu. The smaller layer counts as zero where it has nothing, in
  /// place and in channels.
  static void add_unequal(const Activations& made, const Activations& skipped, const Activations& out, int picture) {
    for (int y = 0; y < out.side; ++y)
      for (int x = 0; x < out.side; ++x) {
        Number* const to = pixel(out, picture, y, x);
        const Number* const a = y < made.side && x < made.side ? pixel(made, picture, y, x) : nullptr;
        const Number* const b = pixel(skipped, picture, y, x);  // never the smaller one in place
        for (int c = 0; c < out.channels; ++c) {
          const float sum = (a ? float_of(a[c]) : 0) + (c < skipped.channels ? float_of(b[c]) : 0);
          assign(to[c], std::max(sum, 0.F));
        }
      }
  }

  static Number* pixel(const Activations& of, int picture, int y, int x) {
    return numbers_of(of.numbers) + ((static_cast<std::ptrdiff_t>(picture) * of.side + y) * of.side + x) * of.channels;
  }

  void add_step(dnnl::primitive primitive, std::unordered_map<int, memory> arguments) {
    steps_.push_back([this, primitive = std::move(primitive), arguments = std::move(arguments)] {
      primitive.execute(stream_, arguments);
    });
  }

  void fill_input(std::span<const Image> chips) {
    Number* to = numbers_of(input_.numbers);
    for (const Image& chip : chips)
      for (std::size_t i = 0; i < chip.rgb.size(); ++i)
        assign(*to++, (static_cast<float>(chip.rgb[i]) - kMeans[i % 3]) / 256);
  }

  Embedding embedding(std::size_t picture) const {
    Embedding embedding;
    const auto pixels = static_cast<float>(output_.side * output_.side);
    for (int c = 0; c < output_.channels; ++c) {
      float mean = 0;
      for (int y = 0; y < output_.side; ++y)
        for (int x = 0; x < output_.side; ++x) mean += float_of(pixel(output_, static_cast<int>(picture), y, x)[c]);
      mean /= pixels;
      const float* row = weights_.projection().data() + static_cast<std::size_t>(c) * Embedding::kSize;
      for (std::size_t i = 0; i < Embedding::kSize; ++i) embedding.values[i] += mean * row[i];
    }
    return embedding;
  }

  dnnl::engine engine_;
  dnnl::stream stream_;
  const int batch_;
  PackedWeights& weights_;
  Scratch::Sizes& needed_;
  std::size_t next_ = 0;  // convolution
  Activations input_, output_;
  std::vector<std::pair<memory, Scratch::Place>> placed_;
  std::vector<std::function<void()>> steps_;
};

template <typename Number>
class OnednnEmbedder final : public Embedder {
 public:
  explicit OnednnEmbedder(const std::filesystem::path& models) : weights_(engine_, folded_network(models)) {
    for (const int batch : kBatches)
      plans_.push_back(std::make_unique<Plan<Number>>(engine_, weights_, batch, needed_));
    weights_.drop_plain();
  }

  std::vector<Embedding> embed(std::span<const Image> chips) override {
    std::vector<Embedding> embeddings;
    if (chips.empty()) return embeddings;
    const Scratch scratch(needed_);
    for (std::size_t plan = 0; !chips.empty(); ++plan) {
      const auto batch = static_cast<std::size_t>(kBatches[plan]);
      for (; chips.size() >= batch; chips = chips.subspan(batch))
        plans_[plan]->run(scratch, chips.first(batch), embeddings);
    }
    return embeddings;
  }

 private:
  dnnl::engine engine_{dnnl::engine::kind::cpu, 0};
  PackedWeights weights_;
  Scratch::Sizes needed_{};
  std::vector<std::unique_ptr<Plan<Number>>> plans_;
};

}  // namespace

bool multiplies_bf16() {
  return dnnl::get_effective_cpu_isa() >= dnnl::cpu_isa::avx512_core_bf16;
}

std::unique_ptr<Embedder> make_onednn_embedder(EmbedderEngine precision, const std::filesystem::path& models) {
  omp_set_num_threads(1);  // a worker is one core; there are as many workers as cores
  if (precision == EmbedderEngine::bf16) return std::make_unique<OnednnEmbedder<std::uint16_t>>(models);
  return std::make_unique<OnednnEmbedder<float>>(models);
}

}  // namespace facefs
