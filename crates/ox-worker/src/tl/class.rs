//! One Python class per constructor, made at first use: fields are slots, found later by their offset.
//! Richer Python classes may take a constructor's place (`register_override`).

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use std::sync::atomic::{AtomicPtr, Ordering};
use std::sync::{OnceLock, PoisonError, RwLock};

use ox_tl::{Constructor, Kind};
use pyo3::exceptions::{PyAttributeError, PyTypeError};
use pyo3::ffi;
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyDict, PyString, PyTuple, PyType};

use super::object::Object;
use super::signature::SignatureOf;
use crate::loader::names;

/// Optional method of an override, called on every decoded object after its slots are filled.
const DECODED_HOOK: &str = "_init_decoded";

/// The Python side of one constructor.
pub struct Class {
    pub schema: &'static Constructor,
    /// The class made from the schema.
    made: *mut ffi::PyTypeObject,
    /// What decoding instantiates: `made` or its override.
    live: AtomicPtr<Live>,
    /// Byte offset of each field's slot, by field index; 0 for flag words.
    offsets: Box<[isize]>,
    /// Each field's interned name, by field index.
    names: Box<[Py<PyString>]>,
    /// Field indices in the order of the constructor's arguments.
    pub arguments: Box<[usize]>,
    /// How many of them have no default.
    pub required: usize,
}

// SAFETY: types are never freed (one reference is kept for ever) and only touched with the GIL held.
unsafe impl Send for Class {}
// SAFETY: as above.
unsafe impl Sync for Class {}

/// What stands for a constructor at the moment.
pub struct Live {
    ty: *mut ffi::PyTypeObject,
    /// Field attributes are the plain slots, nothing in a subclass covers them.
    pub plain: bool,
    /// `_bytes` is ours.
    pub encodes: bool,
    /// `to_dict` is ours.
    pub lists: bool,
    pub hook: Option<Py<PyAny>>,
}

/// `TLObject` and `TLRequest`.
pub struct Bases {
    pub object: Py<PyType>,
    pub request: Py<PyType>,
}

#[derive(Default)]
struct AddressHasher(u64);

impl Hasher for AddressHasher {
    fn write(&mut self, _: &[u8]) {}

    fn write_usize(&mut self, address: usize) {
        self.0 = (address as u64 >> 4).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

type ByType = HashMap<usize, &'static Class, BuildHasherDefault<AddressHasher>>;

static CLASSES: OnceLock<Box<[AtomicPtr<Class>]>> = OnceLock::new();
static BY_TYPE: OnceLock<RwLock<ByType>> = OnceLock::new();
static BASES: PyOnceLock<Bases> = PyOnceLock::new();

fn by_type() -> &'static RwLock<ByType> {
    BY_TYPE.get_or_init(RwLock::default)
}

/// The base classes, made at first use.
pub fn bases(py: Python<'_>) -> PyResult<&'static Bases> {
    BASES.get_or_try_init(py, || {
        // SAFETY: Python runs; dates need its C interface.
        unsafe { ffi::PyDateTime_IMPORT() };
        let native = py.get_type::<Object>();
        let namespace = PyDict::new(py);
        namespace.set_item("__slots__", ("__dict__", "__weakref__"))?;
        namespace.set_item("__module__", names::base_module())?;
        namespace.set_item("__hash__", py.None())?;
        namespace.set_item("CONSTRUCTOR_ID", py.None())?;
        namespace.set_item("SUBCLASS_OF_ID", py.None())?;
        namespace.set_item("__signature__", Py::new(py, SignatureOf)?)?;
        namespace.set_item("__dict__", native.getattr("__dict__")?.get_item("_vars")?)?;
        let object = make_type(py, "TLObject", native.as_any(), namespace)?;
        let namespace = PyDict::new(py);
        namespace.set_item("__slots__", PyTuple::empty(py))?;
        namespace.set_item("__module__", names::base_module())?;
        namespace.set_item("read_result", super::function::read_result_method(py)?)?;
        let request = make_type(py, "TLRequest", object.as_any(), namespace)?;
        Ok(Bases { object: object.unbind(), request: request.unbind() })
    })
}

fn make_type<'py>(
    py: Python<'py>,
    name: &str,
    base: &Bound<'py, PyAny>,
    namespace: Bound<'py, PyDict>,
) -> PyResult<Bound<'py, PyType>> {
    Ok(py.get_type::<PyType>().call1((name, (base,), namespace))?.cast_into()?)
}

/// Whether a value is one of our objects.
pub fn is_object(value: &Bound<'_, PyAny>) -> PyResult<bool> {
    value.is_instance(bases(value.py())?.object.bind(value.py()))
}

impl Class {
    /// The class of a constructor, made if need be.
    pub fn of(py: Python<'_>, schema: &'static Constructor) -> PyResult<&'static Class> {
        let all =
            CLASSES.get_or_init(|| ox_tl::constructors().iter().map(|_| AtomicPtr::default()).collect());
        let start = ox_tl::constructors().as_ptr().addr();
        let index = (std::ptr::from_ref(schema).addr() - start) / size_of::<Constructor>();
        let cell = &all[index];
        // SAFETY: what the cell holds was leaked by `make` below.
        if let Some(class) = unsafe { cell.load(Ordering::Acquire).as_ref() } {
            return Ok(class);
        }
        let made = Box::into_raw(Box::new(Class::make(py, schema)?));
        let class =
            match cell.compare_exchange(std::ptr::null_mut(), made, Ordering::AcqRel, Ordering::Acquire) {
                Ok(_) => made,
                // Another thread was first while Python code ran in `make`: its class stands, ours is never seen.
                Err(first) => first,
            };
        // SAFETY: leaked, see above.
        let class: &'static Class = unsafe { &*class };
        by_type().write().unwrap_or_else(PoisonError::into_inner).insert(class.made.addr(), class);
        Ok(class)
    }

    fn make(py: Python<'_>, schema: &'static Constructor) -> PyResult<Class> {
        let bases = bases(py)?;
        let base = if schema.is_function { &bases.request } else { &bases.object };
        let names: Box<[_]> = schema.fields.iter().map(|field| PyString::intern(py, field.name)).collect();
        let is_word = |index: &usize| schema.fields[*index].kind == Kind::Flags;
        let slots = (0..names.len()).filter(|index| !is_word(index)).map(|index| &names[index]);
        let namespace = PyDict::new(py);
        namespace.set_item(intern!(py, "__slots__"), PyTuple::new(py, slots.collect::<Vec<_>>())?)?;
        namespace
            .set_item(intern!(py, "__module__"), names::class_module(schema.is_function, schema.namespace))?;
        namespace.set_item(intern!(py, "CONSTRUCTOR_ID"), schema.id)?;
        namespace.set_item(intern!(py, "SUBCLASS_OF_ID"), schema.subclass_of)?;
        let ty = make_type(py, schema.class, base.bind(py).as_any(), namespace)?;
        let offsets = (0..names.len())
            .map(|index| if is_word(&index) { Ok(0) } else { slot_offset(&ty, &names[index]) })
            .collect::<PyResult<_>>()?;
        let (required, optional): (Vec<usize>, Vec<usize>) =
            (0..names.len()).filter(|index| !is_word(index)).partition(|index| !has_default(schema, *index));
        let made: *mut ffi::PyTypeObject = ty.as_type_ptr();
        let live = Live { ty: made, plain: true, encodes: true, lists: true, hook: None };
        // One reference is kept for ever.
        std::mem::forget(ty);
        Ok(Class {
            schema,
            made,
            live: AtomicPtr::new(Box::into_raw(Box::new(live))),
            offsets,
            names: names.iter().map(|name| name.clone().unbind()).collect(),
            required: required.len(),
            arguments: required.into_iter().chain(optional).collect(),
        })
    }

    /// The class behind a type or the nearest of its bases.
    pub fn of_type(ty: *mut ffi::PyTypeObject) -> Option<&'static Class> {
        let known = by_type().read().unwrap_or_else(PoisonError::into_inner);
        let mut ty = ty;
        while !ty.is_null() {
            if let Some(class) = known.get(&ty.addr()) {
                return Some(class);
            }
            // SAFETY: a living type's base is a living type or null.
            ty = unsafe { (*ty).tp_base };
        }
        None
    }

    pub fn live(&self) -> &'static Live {
        // SAFETY: always set, and leaked.
        unsafe { &*self.live.load(Ordering::Acquire) }
    }

    /// Whether the shortcuts of `live` hold for objects of exactly this type.
    pub fn describes(&self, ty: *mut ffi::PyTypeObject) -> Option<&'static Live> {
        let live = self.live();
        (live.ty == ty).then_some(live)
    }

    /// The type that stands for the constructor.
    pub fn live_type<'py>(&self, py: Python<'py>) -> Bound<'py, PyType> {
        // SAFETY: the type is kept for ever.
        unsafe { Bound::from_borrowed_ptr(py, self.live().ty.cast()).cast_into_unchecked() }
    }

    /// A new object with empty slots, as `object.__new__` makes it.
    pub fn instantiate<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        let ty = self.live().ty;
        // SAFETY: heap types made by `type` have `tp_alloc`; it returns a new reference or null with an error set.
        unsafe {
            let object = (*ty).tp_alloc.map_or(std::ptr::null_mut(), |alloc| alloc(ty, 0));
            Bound::from_owned_ptr_or_err(py, object)
        }
    }

    pub fn name(&self, index: usize) -> &Py<PyString> {
        &self.names[index]
    }

    fn slot(&self, object: &Bound<'_, PyAny>, index: usize) -> *mut *mut ffi::PyObject {
        // SAFETY: the object is of this class or a subclass, whose layout begins with this class's.
        unsafe { object.as_ptr().cast::<u8>().offset(self.offsets[index]).cast() }
    }

    /// Fills a slot. `object` must be of this class or a subclass.
    pub fn set(&self, object: &Bound<'_, PyAny>, index: usize, value: Bound<'_, PyAny>) {
        let slot = self.slot(object, index);
        // SAFETY: a slot holds an owned reference or null; the old one goes after the new one is in place.
        unsafe {
            let old = slot.replace(value.into_ptr());
            ffi::Py_XDECREF(old);
        }
    }

    /// What a slot holds, if anything. `object` must be of this class or a subclass.
    pub fn get<'py>(&self, object: &Bound<'py, PyAny>, index: usize) -> Option<Bound<'py, PyAny>> {
        // SAFETY: a slot holds an owned reference or null.
        unsafe { Bound::from_borrowed_ptr_or_opt(object.py(), *self.slot(object, index)) }
    }

    /// What a slot holds; `AttributeError` when it is empty.
    pub fn require<'py>(&self, object: &Bound<'py, PyAny>, index: usize) -> PyResult<Bound<'py, PyAny>> {
        self.get(object, index).ok_or_else(|| {
            let name = self.schema.fields[index].name;
            PyAttributeError::new_err(format!("'{}' object has no attribute '{name}'", self.schema.class))
        })
    }
}

/// Flag arguments may be left out, and so may `random_id`, which is then drawn.
fn has_default(schema: &Constructor, index: usize) -> bool {
    let field = &schema.fields[index];
    field.flag.is_some() || field.name == "random_id"
}

fn slot_offset(ty: &Bound<'_, PyType>, name: &Bound<'_, PyString>) -> PyResult<isize> {
    let member = ty.getattr(name)?;
    // SAFETY: compares a type pointer; the cast holds once the type is right.
    unsafe {
        if ffi::Py_TYPE(member.as_ptr()) != &raw mut ffi::PyMemberDescr_Type {
            return Err(PyTypeError::new_err(format!("slot `{name}` is covered")));
        }
        let member: *mut ffi::PyMemberDescrObject = member.as_ptr().cast();
        Ok((*(*member).d_member.cast::<ffi::PyMemberDef>()).offset)
    }
}

/// From now on `subclass` stands for the constructor of `made`: decoding and `class_of` give it.
pub fn register_override(made: &Bound<'_, PyType>, subclass: &Bound<'_, PyType>) -> PyResult<()> {
    let py = made.py();
    let class = Class::of_type(made.as_type_ptr())
        .ok_or_else(|| PyTypeError::new_err("only a class made from the schema can be overridden"))?;
    // SAFETY: the type is kept for ever.
    let original = unsafe { Bound::from_borrowed_ptr(py, class.made.cast()) };
    if !subclass.is_subclass(&original)? {
        return Err(PyTypeError::new_err(format!(
            "{} is not a subclass of {}",
            subclass.name()?,
            class.schema.class
        )));
    }
    let same = |name: &Bound<'_, PyString>| -> PyResult<bool> {
        Ok(subclass.getattr(name)?.is(&original.getattr(name)?))
    };
    let mut plain = true;
    for (field, name) in class.schema.fields.iter().zip(&class.names) {
        plain &= field.kind == Kind::Flags || same(name.bind(py))?;
    }
    let live = Live {
        ty: subclass.as_type_ptr(),
        plain,
        encodes: same(intern!(py, "_bytes"))?,
        lists: same(intern!(py, "to_dict"))?,
        hook: subclass.getattr_opt(DECODED_HOOK)?.map(Bound::unbind),
    };
    std::mem::forget(subclass.clone());
    class.live.store(Box::into_raw(Box::new(live)), Ordering::Release);
    by_type().write().unwrap_or_else(PoisonError::into_inner).insert(subclass.as_type_ptr().addr(), class);
    Ok(())
}
