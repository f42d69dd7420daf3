// SPDX-License-Identifier: Apache-2.0
// The primitives of the face network, asked of oneDNN in the words of its release. Release 2 (Debian 12) describes an
// operation first and then chooses a primitive for it; release 3 (Debian 13) does both at once. Everything else is the
// same in both. All of it is for inference on images, channels last or as the descriptors say. Throws dnnl::error where
// nothing can be chosen.
#pragma once

#include <dnnl.hpp>

namespace facefs::onednn {

/// What a convolution reads and writes, and its stride and padding, in pixels; the same in both directions.
struct Convolution {
  dnnl::memory::desc from, weights, bias, to;
  dnnl::memory::dim stride, padding;
};

/// Windows of `size` x `size` pixels, two apart. None of them leaves the picture.
struct Pooling {
  dnnl::algorithm how;
  dnnl::memory::desc from, to;
  dnnl::memory::dim size;
};

inline void append_relu(dnnl::post_ops& after) {
#if DNNL_VERSION_MAJOR >= 3
  after.append_eltwise(dnnl::algorithm::eltwise_relu, 0, 0);
#else
  after.append_eltwise(1, dnnl::algorithm::eltwise_relu, 0, 0);
#endif
}

inline dnnl::convolution_forward::primitive_desc chosen(const dnnl::engine& engine, const Convolution& asked,
                                                        const dnnl::primitive_attr& attributes) {
  using Forward = dnnl::convolution_forward;
  constexpr auto kKind = dnnl::prop_kind::forward_inference;
  constexpr auto kHow = dnnl::algorithm::convolution_direct;
  const dnnl::memory::dims stride{asked.stride, asked.stride}, padding{asked.padding, asked.padding};
#if DNNL_VERSION_MAJOR >= 3
  return Forward::primitive_desc(engine, kKind, kHow, asked.from, asked.weights, asked.bias, asked.to, stride, padding,
                                 padding, attributes);
#else
  const Forward::desc described(kKind, kHow, asked.from, asked.weights, asked.bias, asked.to, stride, padding, padding);
  return {described, attributes, engine};
#endif
}

#if DNNL_VERSION_MAJOR >= 3
using PoolingForward = dnnl::pooling_forward;
#else
using PoolingForward = dnnl::pooling_v2_forward;
#endif

inline PoolingForward::primitive_desc chosen(const dnnl::engine& engine, const Pooling& asked) {
  constexpr auto kKind = dnnl::prop_kind::forward_inference;
  const dnnl::memory::dims stride{2, 2}, window{asked.size, asked.size}, none{0, 0};
#if DNNL_VERSION_MAJOR >= 3
  return PoolingForward::primitive_desc(engine, kKind, asked.how, asked.from, asked.to, stride, window, none, none,
                                        none);
#else
  return {{kKind, asked.how, asked.from, asked.to, stride, window, none, none, none}, engine};
#endif
}

}  // namespace facefs::onednn
