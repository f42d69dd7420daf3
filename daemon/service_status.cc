// SPDX-License-Identifier: Apache-2.0
#include "daemon/service_status.h"

#include <boost/asio/post.hpp>
#include <nlohmann/json.hpp>

#include "daemon/service_manager.h"
#include "daemon/status_sentence.h"

namespace facefs {
namespace {

constexpr auto kBetween = std::chrono::seconds(1);

}  // namespace

void ServiceStatus::changed() {
  if (!due_.exchange(true)) boost::asio::post(loop_, [this] { tell_soon(); });
}

void ServiceStatus::tell_soon() {
  timer_.expires_at(last_ + kBetween);
  timer_.async_wait([this](const boost::system::error_code& error) {
    if (!error) tell();
  });
}

void ServiceStatus::tell() {
  due_ = false;  // before the status is read: what changes from now on is told once more
  last_ = std::chrono::steady_clock::now();
  const nlohmann::ordered_json status = status_();
  std::string sentence = status_sentence(status);
  if (sentence != told_) service_manager::status(sentence);
  told_ = std::move(sentence);
  if (status.at("state") != "idle") changed();
}

}  // namespace facefs
