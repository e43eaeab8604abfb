"""The Bot API library's names in both dialects."""

import pytest
from aiogram import Bot, Dispatcher, F, Router, types
from aiogram.exceptions import TelegramBadRequest
from aiogram.utils import exceptions
from aiogram.utils.markdown import hbold, hlink, quote_html


def test_second_dialect_keyboard():
    markup = types.InlineKeyboardMarkup(row_width=2)
    markup.add(
        types.InlineKeyboardButton("a", url="u"), types.InlineKeyboardButton("b"), types.InlineKeyboardButton("c")
    ).insert(types.InlineKeyboardButton("d"))
    markup.row(types.InlineKeyboardButton("e", callback_data="x"))
    assert [[button.text for button in row] for row in markup.inline_keyboard] == [["a", "b"], ["c", "d"], ["e"]]


def test_third_dialect_keyboard():
    from aiogram.utils.keyboard import InlineKeyboardBuilder

    builder = InlineKeyboardBuilder()
    for text in "abc":
        builder.button(text=text, callback_data=text)
    assert [len(row) for row in builder.adjust(2).as_markup().inline_keyboard] == [2, 1]


def test_objects_are_changeable_and_answer_to_both_names():
    result = types.InlineQueryResultArticle(
        id="1", title="t", input_message_content=types.InputTextMessageContent("hi", "HTML"), thumb_url="u"
    )
    result.title = "other"
    assert result.thumbnail_url == result.thumb_url == "u" and result.type == "article" and result.description is None
    assert result.to_python()["input_message_content"] == {"message_text": "hi", "parse_mode": "HTML"}
    with pytest.raises(AttributeError):
        result.nonsense


def test_type_files_can_be_imported():
    from aiogram.types.inline_keyboard import InlineKeyboardButton

    assert InlineKeyboardButton is types.InlineKeyboardButton


@pytest.mark.parametrize(
    "old", ["MessageNotModified", "ChatNotFound", "MessageCantBeDeleted", "MessageToDeleteNotFound", "BadRequest"]
)
def test_errors_of_both_trees_catch_each_other(old):
    assert issubclass(getattr(exceptions, old), TelegramBadRequest)
    assert isinstance(exceptions.from_text("Bad Request: message is not modified"), exceptions.MessageNotModified)


def test_calls_say_that_there_is_no_bot(run):
    for call in (
        Bot("1:x").send_message(1, "hi"),
        types.CallbackQuery(id="1").answer("x"),
        types.Message(message_id=1, chat=types.Chat(5)).reply("x"),
    ):
        with pytest.raises(RuntimeError, match="inline bot"):
            run(call)


def test_bot_keeps_no_token_and_has_only_its_methods():
    bot = Bot("123:secret", parse_mode="HTML")
    assert bot.id == 123 and "secret" not in repr(vars(bot)) and bot.parse_mode == "HTML"
    with pytest.raises(AttributeError):
        bot.nonsense


def test_routers_keep_handlers():
    router, dispatcher = Router(), Dispatcher()

    @router.message(F.text == "hi")
    async def handler(message):
        pass

    dispatcher.include_router(router)
    [(kept, (condition,), _)] = router.message.handlers
    assert (
        kept is handler
        and condition.resolve(types.Message(text="hi"))
        and not condition.resolve(types.Message(text="no"))
    )


def test_markdown_functions():
    assert (
        hlink("a<", "u") == '<a href="u">a&lt;</a>'
        and hbold("x", "y") == "<b>x y</b>"
        and quote_html('<"') == "&lt;&quot;"
    )


def test_host_types_build_on_both(modules):
    from hikka.inline.types import InlineCall, InlineQuery

    query = InlineQuery(types.InlineQuery(id="1", query="cmd some args"))
    call = InlineCall(types.CallbackQuery(id="2", data="d", inline_message_id="i"), modules.inline, "unit")
    assert (
        query.args == "some args"
        and call.data == "d"
        and call.unit_id == "unit"
        and isinstance(call, types.CallbackQuery)
    )
