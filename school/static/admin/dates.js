// Wagtail's calendar takes what it cannot read for «now»: a page would go live at once. What is typed stays, the server says what is wrong with it.
window.jQuery.fn.datetimepicker.defaults.validateOnBlur = false;
