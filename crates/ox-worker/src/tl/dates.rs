//! Seconds since 1970 on the wire, aware datetimes in Python, and everything that modules pass as a date.

use pyo3::exceptions::PyTypeError;
use pyo3::ffi;
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{
    PyDate, PyDateAccess, PyDateTime, PyDelta, PyDeltaAccess, PyFloat, PyInt, PyTimeAccess, PyTzInfoAccess,
};

use super::encode::struct_error;

const DAY: i64 = 86_400;

/// The aware UTC datetime of a Unix time; 0 is 1970, as the client library has it.
pub fn from_unix(py: Python<'_>, seconds: i32) -> PyResult<Bound<'_, PyAny>> {
    let (days, rest) = (i64::from(seconds).div_euclid(DAY), i64::from(seconds).rem_euclid(DAY) as i32);
    let (year, month, day) = civil(days);
    // SAFETY: the interface was imported when the base classes were made; the call returns a new reference or null.
    unsafe {
        let api = &*ffi::PyDateTimeAPI();
        let object = (api.DateTime_FromDateAndTime)(
            year,
            month,
            day,
            rest / 3600,
            rest / 60 % 60,
            rest % 60,
            0,
            api.TimeZone_UTC,
            api.DateTimeType,
        );
        Bound::from_owned_ptr_or_err(py, object)
    }
}

/// Unix time of whatever stands for a date; large dates wrap around.
pub fn to_unix(value: &Bound<'_, PyAny>) -> PyResult<i32> {
    let py = value.py();
    if let Ok(delta) = value.cast::<PyDelta>() {
        let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
        let delta = i64::from(delta.get_days()) * DAY + i64::from(delta.get_seconds());
        return Ok((now.as_secs() as i64 + delta) as i32);
    }
    if !value.is_truthy()? {
        return Ok(0);
    }
    if let Ok(moment) = value.cast::<PyDateTime>() {
        return moment_to_unix(moment).map(|seconds| seconds as i32);
    }
    if let Ok(date) = value.cast::<PyDate>() {
        return Ok((days(date.get_year(), date.get_month().into(), date.get_day().into()) * DAY) as i32);
    }
    let whole = if value.is_instance_of::<PyFloat>() {
        value.call_method0(intern!(py, "__int__"))?
    } else {
        value.clone()
    };
    if whole.is_instance_of::<PyInt>() {
        return whole.extract::<i32>().map_err(|_| struct_error(py, "argument out of range"));
    }
    Err(PyTypeError::new_err(format!("Cannot interpret \"{value}\" as a date.")))
}

/// A naive datetime is UTC. Fractions are cut towards 1970.
fn moment_to_unix(moment: &Bound<'_, PyDateTime>) -> PyResult<i64> {
    let py = moment.py();
    let clock = i64::from(moment.get_hour()) * 3600
        + i64::from(moment.get_minute()) * 60
        + i64::from(moment.get_second());
    let mut seconds =
        days(moment.get_year(), moment.get_month().into(), moment.get_day().into()) * DAY + clock;
    let mut micros = i64::from(moment.get_microsecond());
    if let Some(zone) = moment.get_tzinfo() {
        // SAFETY: compares the pointer only.
        let utc = unsafe { (*ffi::PyDateTimeAPI()).TimeZone_UTC };
        if zone.as_ptr() != utc {
            let offset = moment.call_method0(intern!(py, "utcoffset"))?;
            if let Ok(offset) = offset.cast::<PyDelta>() {
                seconds -= i64::from(offset.get_days()) * DAY + i64::from(offset.get_seconds());
                micros -= i64::from(offset.get_microseconds());
            }
        }
    }
    Ok((seconds * 1_000_000 + micros) / 1_000_000)
}

/// Days since 1970 to year, month, day (Howard Hinnant's `civil_from_days`).
fn civil(days: i64) -> (i32, i32, i32) {
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let day_of_era = shifted.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
    ((year_of_era + era * 400 + i64::from(month <= 2)) as i32, month as i32, day as i32)
}

/// Year, month, day to days since 1970 (`days_from_civil`).
fn days(year: i32, month: i64, day: i64) -> i64 {
    let year = i64::from(year) - i64::from(month <= 2);
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * (month + if month > 2 { -3 } else { 9 }) + 2) / 5 + day - 1;
    era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_and_civil_dates_agree_both_ways() {
        for (number, date) in [
            (0, (1970, 1, 1)),
            (-1, (1969, 12, 31)),
            (11_016, (2000, 2, 29)),
            (24_855, (2038, 1, 19)),
            (-24_856, (1901, 12, 13)),
        ] {
            assert_eq!(civil(number), date);
            assert_eq!(days(date.0, date.1.into(), date.2.into()), number);
        }
        for number in (-800_000..800_000).step_by(97) {
            let (year, month, day) = civil(number);
            assert_eq!(days(year, month.into(), day.into()), number);
        }
    }
}
