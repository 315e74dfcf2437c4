// Enhancements only: every page works without this file.
import { focusSearchOnSlash } from "./search-key.js";

focusSearchOnSlash(document);
