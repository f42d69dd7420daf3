// SPDX-License-Identifier: Apache-2.0
#include "daemon/journal.h"

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include "index/text.h"

namespace facefs::journal {

void start() {
  const auto logger = spdlog::stderr_logger_mt("facefsd");
  logger->set_pattern("facefsd: %^%v%$");
  spdlog::set_default_logger(logger);
}

void say(std::string_view sentence) {
  spdlog::info("{}", escaped(sentence));
}
void warn(std::string_view sentence) {
  spdlog::warn("{}", escaped(sentence));
}

}  // namespace facefs::journal
