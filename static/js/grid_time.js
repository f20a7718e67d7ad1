// Where an instant stands on a grid whose rows are drawn to scale, each with its start and its length in minutes.

export const readTime = (text) => {
  const [hours, minutes] = text.split(":").map(Number);
  return hours * 60 + minutes;
};

const two = (number) => String(number).padStart(2, "0");
export const writeTime = (minutes) => `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;

export const snap = (minutes, step) => Math.round(minutes / step) * step;

// A slot stays within its day.
export const limitToDay = (starts, lasts) => Math.max(0, Math.min(starts, 24 * 60 - 1 - lasts));

// `rows`: { starts, lasts, top, height } in order. Beyond the first and the last, their scale goes on.
export function timeAt(rows, top) {
  const row = rows.findLast((each) => each.top <= top) ?? rows[0];
  return row.starts + ((top - row.top) * row.lasts) / row.height;
}

export function topOf(rows, time) {
  const row = rows.findLast((each) => each.starts <= time) ?? rows[0];
  return row.top + ((time - row.starts) * row.height) / row.lasts;
}

// The column under a point, else the nearest. `columns`: { left, right }.
export function columnAt(columns, left) {
  const away = ({ left: from, right }) => Math.max(from - left, left - right, 0);
  return columns.reduce((best, each, index) => (away(each) < away(columns[best]) ? index : best), 0);
}
