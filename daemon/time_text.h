// SPDX-License-Identifier: Apache-2.0
// When something happened, as `facefs log` says it: in local time, short where the day is today's. Any thread.
#pragma once

#include <array>
#include <ctime>
#include <string>

namespace facefs {

/// Returns the time of day, with the date when it was not today.
inline std::string time_text(std::time_t when, std::time_t now) {
  std::tm then{};
  std::tm today{};
  ::localtime_r(&when, &then);
  ::localtime_r(&now, &today);
  const bool is_today = then.tm_yday == today.tm_yday && then.tm_year == today.tm_year;
  std::array<char, 32> text;
  std::strftime(text.data(), text.size(), is_today ? "%H:%M" : "%Y-%m-%d %H:%M", &then);
  return text.data();
}

}  // namespace facefs
