// SPDX-License-Identifier: Apache-2.0
// The control socket, to which `facefs` sends its requests. Each line is one JSON object, in and out.
//
// Only processes of the same user are answered. A request is {"command": name, ...}. An answer is {"ok": true, ...} or
// {"ok": false, "error": sentence}. Runs on the event loop's thread; a command that takes longer is answered later.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/steady_timer.hpp>
#include <filesystem>
#include <functional>
#include <memory>
#include <nlohmann/json.hpp>
#include <set>

namespace facefs {

class Control {
 public:
  using Json = nlohmann::ordered_json;
  using Answer = std::function<void(Json)>;
  using Handler = std::function<void(const Json& request, Answer answer)>;

  Control(boost::asio::io_context& loop, const std::filesystem::path& socket, Handler handler);
  ~Control();
  Control(const Control&) = delete;
  Control& operator=(const Control&) = delete;

 private:
  class Client;
  void accept();
  void accept_later();

  boost::asio::io_context& loop_;
  std::filesystem::path path_;
  Handler handler_;
  boost::asio::local::stream_protocol::acceptor acceptor_;
  boost::asio::steady_timer pause_;
};

}  // namespace facefs
