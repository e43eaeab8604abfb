//! Who we are.

use grammers_tl_types::{self as tl, Deserializable, Serializable, enums};

use crate::invoke::Caller;
use crate::{ClientError, Request};

/// Our own user, asked from the server.
pub async fn me(caller: &Caller) -> Result<enums::User, ClientError> {
    let body = tl::functions::users::GetUsers { id: vec![enums::InputUser::UserSelf] }.to_bytes();
    let request = Request { flood_threshold: 60, retries: 5, ..Request::new(body) };
    let answer = caller.invoke(request).await.map_err(|error| error.during("users.getUsers"))?;
    let users =
        Vec::<enums::User>::from_bytes(&answer).map_err(|error| ClientError::Answer(error.to_string()))?;
    users.into_iter().next().ok_or_else(|| ClientError::Answer("users.getUsers named nobody".to_owned()))
}
