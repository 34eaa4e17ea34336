"""Tables for Repatria whose sources are under the GNU General Public License, version 3. Data only; the loader is Repatria's."""

__version__ = "0.1.0"
