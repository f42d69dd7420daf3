// SPDX-License-Identifier: Apache-2.0
#include "daemon/progress.h"

#include <unistd.h>

#include <algorithm>
#include <cstdio>

namespace facefs {
namespace {

constexpr std::size_t kWidth = 30;

}  // namespace

Progress::Progress(std::string what) : what_(std::move(what)), terminal_(::isatty(STDERR_FILENO) == 1) {}

Progress::~Progress() {
  if (terminal_) std::fputs("\r\033[K", stderr);
}

void Progress::show(std::size_t done, std::size_t all, const std::string& note) {
  if (!terminal_) return;
  const std::size_t filled = all == 0 ? kWidth : kWidth * std::min(done, all) / all;
  const std::string bar = std::string(filled, '#') + std::string(kWidth - filled, '.');
  std::fprintf(stderr, "\r\033[K%s [%s] %zu of %zu %s", what_.c_str(), bar.c_str(), done, all, note.c_str());
}

}  // namespace facefs
