// SPDX-License-Identifier: Apache-2.0
#include "daemon/control.h"

#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <boost/asio/post.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/streambuf.hpp>
#include <boost/asio/write.hpp>
#include <istream>

#include "system/text.h"

namespace facefs {
namespace {

namespace asio = boost::asio;
using Protocol = asio::local::stream_protocol;

constexpr std::size_t kLongestRequest = 64 << 10;

bool is_ours(Protocol::socket& socket) {
  ucred peer{};
  socklen_t size = sizeof peer;
  return ::getsockopt(socket.native_handle(), SOL_SOCKET, SO_PEERCRED, &peer, &size) == 0 && peer.uid == ::geteuid();
}

Control::Json failure(const std::string& sentence) {
  return {{"ok", false}, {"error", json_string(sentence)}};
}

}  // namespace

/// One connection. It lives as long as an operation on it is under way.
class Control::Client : public std::enable_shared_from_this<Client> {
 public:
  Client(Protocol::socket socket, asio::io_context& loop, const Handler& handler)
      : socket_(std::move(socket)), loop_(loop), handler_(handler), buffer_(kLongestRequest) {}

  void read() {
    asio::async_read_until(socket_, buffer_, '\n', [self = shared_from_this()](const auto& error, std::size_t) {
      if (!error) self->handle();
    });
  }

 private:
  void handle() {
    std::istream stream(&buffer_);
    std::string line;
    std::getline(stream, line);
    // An answer may come from another thread: it goes back to the loop.
    const auto answer = [self = shared_from_this()](const Json& json) {
      asio::post(self->loop_, [self, text = json_text(json) + "\n"]() mutable { self->write(std::move(text)); });
    };
    try {
      handler_(json_value(line), answer);
    } catch (const std::exception& fault) {
      answer(failure(fault.what()));
    }
  }

  void write(std::string text) {
    text_ = std::move(text);
    asio::async_write(socket_, asio::buffer(text_), [self = shared_from_this()](const auto& error, std::size_t) {
      if (!error) self->read();
    });
  }

  Protocol::socket socket_;
  asio::io_context& loop_;
  const Handler& handler_;
  asio::streambuf buffer_;
  std::string text_;
};

Control::Control(asio::io_context& loop, const std::filesystem::path& socket, Handler handler)
    : loop_(loop), path_(socket), handler_(std::move(handler)), acceptor_(loop), pause_(loop) {
  std::filesystem::remove(socket);  // left by a killed daemon: we hold the lock on the data folder
  acceptor_.open();
  acceptor_.bind(socket.string());
  ::chmod(socket.c_str(), 0600);
  acceptor_.listen();
  accept();
}

Control::~Control() {
  std::error_code ignored;
  std::filesystem::remove(path_, ignored);
}

void Control::accept() {
  acceptor_.async_accept([this](const boost::system::error_code& error, Protocol::socket socket) {
    if (error == asio::error::operation_aborted) return;
    if (error) return accept_later();
    if (is_ours(socket)) std::make_shared<Client>(std::move(socket), loop_, handler_)->read();
    accept();
  });
}

/// Accepts again after a pause: while no descriptor is free, clients wait.
void Control::accept_later() {
  pause_.expires_after(std::chrono::milliseconds(100));
  pause_.async_wait([this](const boost::system::error_code& error) {
    if (!error) accept();
  });
}

}  // namespace facefs
