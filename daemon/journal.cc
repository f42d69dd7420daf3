// SPDX-License-Identifier: Apache-2.0
#include "daemon/journal.h"

#include <poll.h>
#include <spdlog/sinks/base_sink.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

#include <algorithm>
#include <climits>
#include <memory>
#include <mutex>

#include "system/text.h"

namespace facefs::journal {
namespace {

/// Writes to stderr without ever waiting for it; drops what cannot be written at once. A pipe that no program reads, or
/// a terminal after Ctrl-S, would stop the thread that writes, and with it everything.
class NeverWaiting final : public spdlog::sinks::base_sink<std::mutex> {
  void sink_it_(const spdlog::details::log_msg& message) override {
    spdlog::memory_buf_t line;
    formatter_->format(message, line);
    pollfd stream{STDERR_FILENO, POLLOUT, 0};
    if (::poll(&stream, 1, 0) != 1 || (stream.revents & POLLOUT) == 0) return;
    const std::size_t size = std::min<std::size_t>(line.size(), PIPE_BUF);  // a pipe that is ready has room for so much
    [[maybe_unused]] const ssize_t ignored = ::write(STDERR_FILENO, line.data(), size);
  }
  void flush_() override {}
};

}  // namespace

void start() {
  const auto logger = std::make_shared<spdlog::logger>("facefsd", std::make_shared<NeverWaiting>());
  logger->set_pattern("facefsd: %v");
  spdlog::set_default_logger(logger);
}

void say(std::string_view sentence) {
  spdlog::info("{}", escaped(sentence));
}
void warn(std::string_view sentence) {
  spdlog::warn("{}", escaped(sentence));
}

}  // namespace facefs::journal
