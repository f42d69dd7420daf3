// SPDX-License-Identifier: Apache-2.0
// Keeps the line that `systemctl status` shows true. Tells it once a second at most while something goes on, and once
// more when all is at rest. `changed` may be called from any thread; the rest happens on the loop's.
#pragma once

#include <atomic>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <functional>
#include <nlohmann/json_fwd.hpp>
#include <string>

namespace facefs {

class ServiceStatus {
 public:
  ServiceStatus(boost::asio::io_context& loop, std::function<nlohmann::ordered_json()> status)
      : loop_(loop), timer_(loop), status_(std::move(status)) {}

  void changed();

 private:
  void tell_soon();
  void tell();

  boost::asio::io_context& loop_;
  boost::asio::steady_timer timer_;
  std::function<nlohmann::ordered_json()> status_;
  std::atomic<bool> due_ = false;
  std::chrono::steady_clock::time_point last_{};
  std::string told_;
};

}  // namespace facefs
