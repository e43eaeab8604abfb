"""Logging in and out, for clients that a module made. The account's own login is the core's."""
import inspect
import os
import warnings

from .. import errors, utils
from .. import password as passwords
from .._missing import not_supported
from ..tl import functions, types

_WRONG_CODES = ("PhoneCodeEmptyError", "PhoneCodeExpiredError", "PhoneCodeHashEmptyError", "PhoneCodeInvalidError")


def _nobody_types(what):
    def ask():
        raise EOFError(
            f"oxikka: client.start would ask for the {what} at a terminal, which modules do not have\n"
            "hint: give it, or a function that gives it"
        )

    return ask


async def _value_of(ask, *arguments):
    value = ask(*arguments)
    return await value if inspect.isawaitable(value) else value


class AuthMethods:
    """`start`, its steps, and what changes a login."""

    def start(
        self,
        phone=_nobody_types("phone number"),
        password=_nobody_types("password"),
        *,
        bot_token=None,
        force_sms=False,
        code_callback=None,
        first_name="New User",
        last_name="",
        max_attempts=3,
    ):
        """Connects, and logs in when nobody is; awaitable. The account's own client is as it was."""
        if self._attached:
            coroutine = self._done(self)
        else:
            if code_callback is not None and not callable(code_callback):
                raise ValueError(
                    "The code_callback parameter needs to be a callable function that returns the code you received by Telegram."
                )
            if not phone and not bot_token:
                raise ValueError("No phone number or bot token provided.")
            if phone and bot_token and not callable(phone):
                raise ValueError("Both a phone and a bot token provided, must only provide one of either")
            code_callback = code_callback or _nobody_types("code")
            coroutine = self._start(phone, password, bot_token, force_sms, code_callback, max_attempts)
        return coroutine if self.loop.is_running() else self.loop.run_until_complete(coroutine)

    async def _start(self, phone, password, bot_token, force_sms, code_callback, max_attempts):
        if not self.is_connected():
            await self.connect()
        me = await self.get_me()
        if me is not None:
            _warn_of_another(me, phone, bot_token)
            return self
        while not bot_token and callable(phone):
            value = await _value_of(phone)
            if ":" in value:
                bot_token = value
            else:
                phone = utils.parse_phone(value) or phone
        if bot_token:
            await self.sign_in(bot_token=bot_token)
            return self
        await self.send_code_request(phone, force_sms=force_sms)
        me = await self._enter_code(phone, code_callback, max_attempts)
        if me is None:
            me = await self._enter_password(phone, password, max_attempts)
        self._log[__name__].info("Signed in successfully as %s", utils.get_display_name(me))
        return self

    async def _enter_code(self, phone, code_callback, max_attempts):
        """The `User`, or None when a password is asked for."""
        for _ in range(max_attempts):
            try:
                code = await _value_of(code_callback)
                if not code:
                    raise errors.PhoneCodeEmptyError(request=None)
                return await self.sign_in(phone, code=code)
            except errors.SessionPasswordNeededError:
                return None
            except errors.RPCError as error:
                if type(error).__name__ not in _WRONG_CODES:
                    raise
                self._log[__name__].warning("Invalid code. Please try again.")
        raise RuntimeError(f"{max_attempts} consecutive sign-in attempts failed. Aborting")

    async def _enter_password(self, phone, password, max_attempts):
        if not password:
            raise ValueError(
                "Two-step verification is enabled for this account. Please provide the 'password' argument to 'start()'."
            )
        if not callable(password):
            return await self.sign_in(phone=phone, password=password)
        for _ in range(max_attempts):
            try:
                return await self.sign_in(phone=phone, password=await _value_of(password))
            except errors.PasswordHashInvalidError:
                self._log[__name__].warning("Invalid password. Please try again")
        raise errors.PasswordHashInvalidError(request=None)

    def _parse_phone_and_hash(self, phone, phone_hash):
        phone = utils.parse_phone(phone) or self._phone
        if not phone:
            raise ValueError("Please make sure to call send_code_request first.")
        phone_hash = phone_hash or self._phone_code_hash.get(phone)
        if not phone_hash:
            raise ValueError("You also need to provide a phone_code_hash.")
        return phone, phone_hash

    async def sign_in(
        self, phone=None, code=None, *, password=None, bot_token=None, phone_code_hash=None, email_code=None
    ):
        """Logs in with a code, a password or a bot's token; with only a phone number, sends the code. Gives the `User`."""
        self._refuse_account("sign_in")
        me = await self.get_me()
        if me:
            return me
        if phone and not code and not password and not email_code:
            return await self.send_code_request(phone)
        if code or email_code:
            phone, phone_code_hash = self._parse_phone_and_hash(phone, phone_code_hash)
            by_mail = types.EmailVerificationCode(email_code) if email_code else None
            code = str(code) if code else None
            request = functions.auth.SignInRequest(phone, phone_code_hash, code, by_mail)
        elif password:
            question = await self(functions.account.GetPasswordRequest())
            request = functions.auth.CheckPasswordRequest(passwords.compute_check(question, password))
        elif bot_token:
            request = functions.auth.ImportBotAuthorizationRequest(
                flags=0, bot_auth_token=bot_token, api_id=self.api_id, api_hash=self.api_hash
            )
        else:
            raise ValueError(
                "You must provide a phone and a code the first time, and a password only if an RPCError was raised before."
            )
        try:
            answer = await self(request)
        except errors.PhoneCodeExpiredError:
            self._phone_code_hash.pop(phone, None)
            raise
        if answer.__class__.__name__ == "AuthorizationSignUpRequired":
            self._tos = answer.terms_of_service
            raise errors.PhoneNumberUnoccupiedError(request=request)
        return await self._on_login(answer.user)

    async def sign_up(self, code, first_name, last_name="", *, phone=None, phone_code_hash=None):
        """Always an error: Telegram lets only its own applications make accounts."""
        self._refuse_account("sign_up")
        raise ValueError(
            "Third-party applications cannot sign up for Telegram. See https://github.com/LonamiWebs/Telethon/issues/4050 for details"
        )

    async def _on_login(self, user):
        """Notes who is logged in; the core has begun her updates."""
        self._entity_cache.set_self_user(user.id, user.bot, user.access_hash)
        self._authorized = True
        return user

    async def send_code_request(self, phone, *, force_sms=False, _retry_count=0):
        """Sends a code to the phone, or the next one to the same phone by the next way. Gives the `SentCode`."""
        self._refuse_account("send_code_request")
        if force_sms:
            warnings.warn("force_sms has been deprecated and no longer works", stacklevel=2)
        phone = utils.parse_phone(phone) or self._phone
        known = self._phone_code_hash.get(phone)
        if known:
            request, again = functions.auth.ResendCodeRequest(phone, known), errors.PhoneCodeExpiredError
        else:
            settings = types.CodeSettings()
            request = functions.auth.SendCodeRequest(phone, self.api_id, self.api_hash, settings)
            again = errors.AuthRestartError
        try:
            sent = await self(request)
        except again:
            if _retry_count > 2:
                raise
            self._phone_code_hash.pop(phone, None)
            return await self.send_code_request(phone, _retry_count=_retry_count + 1)
        if sent.__class__.__name__ == "SentCodeSuccess":
            raise RuntimeError("logged in right after resending the code" if known else "logged in right after sending the code")
        if known or sent.phone_code_hash:
            self._phone_code_hash[phone] = sent.phone_code_hash
        self._phone = phone
        return sent

    async def qr_login(self, ignored_ids=None):
        """A `QRLogin` with its first token."""
        self._refuse_account("qr_login")
        from ..tl.custom import QRLogin

        login = QRLogin(self, ignored_ids or [])
        await login.recreate()
        return login

    async def log_out(self):
        """Ends the login and deletes the session; False when the server did not. The client is of no use afterwards."""
        self._refuse_account("log_out")
        try:
            await self(functions.auth.LogOutRequest())
        except errors.RPCError:
            return False
        self._entity_cache.self_id = self._entity_cache.self_bot = None
        self._authorized = False
        await self.disconnect()
        await utils.maybe_async(self.session.delete())
        self.session = None
        return True

    async def edit_2fa(self, current_password=None, new_password=None, *, hint="", email=None, email_code_callback=None):
        """Sets, changes or removes the second password; whether there was something to do."""
        self._refuse_account("edit_2fa")
        if new_password is None and current_password is None:
            return False
        if email and not callable(email_code_callback):
            raise ValueError("email present without email_code_callback")
        question = await self(functions.account.GetPasswordRequest())
        question.new_algo.salt1 += os.urandom(32)
        proof = types.InputCheckPasswordEmpty()
        if question.has_password and current_password:
            proof = passwords.compute_check(question, current_password)
        settings = types.account.PasswordInputSettings(
            new_algo=question.new_algo,
            new_password_hash=passwords.compute_digest(question.new_algo, new_password) if new_password else b"",
            hint=hint,
            email=email,
            new_secure_settings=None,
        )
        try:
            await self(functions.account.UpdatePasswordSettingsRequest(password=proof, new_settings=settings))
        except errors.EmailUnconfirmedError as error:
            code = await _value_of(email_code_callback, error.code_length)
            await self(functions.account.ConfirmPasswordEmailRequest(str(code)))
        return True

    async def send_email_code(self, email, purpose):
        """Sends a code to an address, for this purpose."""
        self._refuse_account("send_email_code")
        return await self(functions.account.SendVerifyEmailCodeRequest(purpose, email))

    async def verify_email(self, purpose, code):
        """Says the code that came to the address."""
        self._refuse_account("verify_email")
        return await self(functions.account.VerifyEmailRequest(purpose, types.EmailVerificationCode(code)))

    def _refuse_account(self, name):
        if self._attached:
            raise not_supported(f"client.{name}")


def _warn_of_another(me, phone, bot_token):
    """The session has somebody already, who may be another than was asked for."""
    if bot_token:
        is_another, what = bot_token[: bot_token.find(":")] != str(me.id), "bot account using the provided bot_token"
    else:
        is_another = phone and not callable(phone) and utils.parse_phone(phone) != me.phone
        what = "user account using the provided phone"
    if is_another:
        warnings.warn(
            f"the session already had an authorized user so it did not login to the {what}; if you were expecting a "
            "different user, check whether you are accidentally reusing an existing session",
            stacklevel=4,
        )
